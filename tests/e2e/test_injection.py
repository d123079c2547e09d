"""Texts made to be run are stored and shown as the texts they are, and headers stay where they belong."""

import json
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
from quadrille.client import ApiError
from quadrille.shop import Shop

TEXTS = [
    "'; DROP TABLE orders; --",
    '" OR 1=1 --',
    "%s %(name)s {0} {name} $1",
    "<script>alert(1)</script>",
    "${jndi:ldap://127.0.0.1/x}",
    "\r\nX-Injected: yes",
    "\u202eevil",
    "\\u0000 \\x00",
]


@pytest.mark.parametrize("text", TEXTS)
async def test_a_text_is_kept_as_it_was_written(shop: Shop, text: str) -> None:
    item = {"productId": f"{uuid4()} {text}"[:100], "productName": text, "quantity": 1, "price": "1.00"}
    body: dict[str, Any] = {"items": [item], "shippingAddress": {text: text}}
    placed = await shop.client.call("POST", "/orders", body)
    read = await shop.order(placed)
    assert (read["items"][0]["productName"], read["shippingAddress"]) == (text, {text: text})
    await shop.saga(placed)
    trace = await shop.client.call("GET", f"/trace/order/{placed['id']}")
    assert trace["events"][0]["data"]["shippingAddress"] == {text: text}


@pytest.mark.parametrize("text", TEXTS[:3])
async def test_a_query_is_a_value_and_never_a_statement(shop: Shop, session: aiohttp.ClientSession, text: str) -> None:
    queries = (("/orders", "status"), ("/orders", "cursor"), ("/trace/events", "since"), ("/saga/active", "limit"))
    for path, name in queries:
        status, problem = await _get(session, shop, path, {name: text})
        assert (status, problem["code"]) == (422, "VALIDATION_FAILED")
        assert problem["errors"][0]["field"] == name


@pytest.mark.parametrize("name", ["X-Correlation-Id", "traceparent", "Idempotency-Key"])
async def test_what_a_client_writes_into_a_header_comes_back_nowhere_else(
    shop: Shop, session: aiohttp.ClientSession, name: str
) -> None:
    status, _ = await _get(session, shop, "/orders", {}, {name: "x', (SELECT 1)"})
    assert status == 200


async def test_a_client_cannot_say_who_it_is(shop: Shop, session: aiohttp.ClientSession) -> None:
    spoofed = {"X-User-Role": "admin", "X-User-Id": str(uuid4()), "X-Gateway": "evil"}
    status, problem = await _get(session, shop, "/invariants", {}, spoofed)
    assert (status, problem["code"]) == (403, "FORBIDDEN")


@pytest.mark.parametrize(
    ("quantity", "price"),
    [("1e400", "1"), ("-1", "1"), ("1.5", "1"), ("1", "1e400"), ("1", '"1e2"'), ("1", "1.005"), ("1", "-0.01")],
)
async def test_a_number_that_cannot_be_meant_is_refused(
    shop: Shop, session: aiohttp.ClientSession, quantity: str, price: str
) -> None:
    item = f'{{"productId":"{uuid4()}","productName":"x","quantity":{quantity},"price":{price}}}'
    status, problem = await _post(session, shop, f'{{"items":[{item}],"shippingAddress":"x"}}'.encode())
    assert status in (400, 422), problem
    assert problem["code"] in {"VALIDATION_FAILED", "MALFORMED_JSON"}


async def test_a_name_that_stands_twice_is_refused(shop: Shop, session: aiohttp.ClientSession) -> None:
    item = json.dumps({"productId": str(uuid4()), "productName": "x", "quantity": 1, "price": 1})
    body = f'{{"items":[{item[:-1]},"price":0}}],"shippingAddress":"x"}}'.encode()
    status, problem = await _post(session, shop, body)
    assert (status, problem["code"]) == (400, "MALFORMED_JSON")


async def test_interventions_are_not_for_customers(shop: Shop) -> None:
    placed = await shop.place()
    for path in (f"/saga/retry/{placed['id']}", f"/saga/compensate/{placed['id']}", "/redis-test/saga-creation-test"):
        with pytest.raises(ApiError) as refusal:
            await shop.client.call("POST", path, {"reason": "mine"})
        assert (refusal.value.status, refusal.value.code) == (403, "FORBIDDEN")


async def _get(
    session: aiohttp.ClientSession,
    shop: Shop,
    path: str,
    query: dict[str, str],
    headers: dict[str, str] | None = None,
) -> tuple[int, dict[str, Any]]:
    who = {"Authorization": f"Bearer {shop.client.token}", **(headers or {})}
    async with session.get(path, params=query, headers=who) as answer:
        return answer.status, await answer.json(content_type=None)


async def _post(session: aiohttp.ClientSession, shop: Shop, body: bytes) -> tuple[int, dict[str, Any]]:
    who = {"Authorization": f"Bearer {shop.client.token}", "Content-Type": "application/json"}
    async with session.post("/orders", data=body, headers=who) as answer:
        return answer.status, await answer.json(content_type=None)
