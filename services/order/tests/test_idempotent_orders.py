"""Idempotency-Key and If-Match on orders: asking again changes nothing, and a change meets the version it is for."""

import asyncio
from collections import Counter
from typing import Any
from uuid import uuid4

import pytest
from order_service.testing.api import ADMIN, ME, OTHER, Client, ask, body, place


def keyed(key: str | None = None, who: dict[str, str] = ME) -> dict[str, str]:
    return {**who, "Idempotency-Key": key or str(uuid4())}


async def test_an_order_placed_again_under_its_key_is_the_same_order(api: Client) -> None:
    wanted, who = body(), keyed()
    first = await api.post("/orders", json=wanted, headers=who)
    again = await api.post("/orders", json=wanted, headers=who)
    assert (first.status, again.status) == (201, 201)
    assert await first.read() == await again.read()
    assert (first.headers["Location"], first.headers["ETag"]) == (again.headers["Location"], again.headers["ETag"])
    replayed = [answer.headers.get("Idempotency-Replayed") for answer in (first, again)]
    assert replayed == [None, "true"]


async def test_fifty_at_once_under_one_key_place_one_order(api: Client) -> None:
    wanted, who = body(), keyed()
    answers = await asyncio.gather(*(ask(api, "POST", "/orders", who, json=wanted) for _ in range(50)))
    counted = Counter(answer.get("code", status) for status, answer in answers)
    assert set(counted) <= {201, "IDEMPOTENCY_IN_PROGRESS"}
    assert len({answer["id"] for status, answer in answers if status == 201}) == 1
    _, mine = await ask(api, "GET", "/orders")
    assert len(mine["items"]) == 1


async def test_a_key_in_quotes_is_the_same_key(api: Client) -> None:
    wanted, key = body(), str(uuid4())
    _, first = await ask(api, "POST", "/orders", keyed(key), json=wanted)
    assert await ask(api, "POST", "/orders", keyed(f'"{key}"'), json=wanted) == (201, first)


async def test_a_key_used_for_another_order_is_refused_and_another_users_is_not(api: Client) -> None:
    who = keyed("mine")
    await ask(api, "POST", "/orders", who, json=body())
    status, refusal = await ask(api, "POST", "/orders", who, json=body())
    assert (status, refusal["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")
    assert (await ask(api, "POST", "/orders", keyed("mine", OTHER), json=body()))[0] == 201


@pytest.mark.parametrize("key", ["", "two words", "x" * 256, "kö"])
async def test_a_malformed_key_is_refused(api: Client, key: str) -> None:
    status, refusal = await ask(api, "POST", "/orders", {**ME, "Idempotency-Key": key}, json=body())
    assert (status, refusal["code"]) == (400, "MALFORMED_IDEMPOTENCY_KEY")


async def test_an_order_that_was_refused_may_be_tried_again_under_its_key(api: Client) -> None:
    wanted, who = body(), keyed()
    other = await place(api, items=wanted["items"])
    assert (await ask(api, "POST", "/orders", who, json=wanted))[1]["code"] == "DUPLICATE_ORDER"
    await ask(api, "DELETE", f"/orders/{other['id']}")
    while (answer := await ask(api, "POST", "/orders", who, json=wanted))[0] == 409:
        await asyncio.sleep(0.01)
    assert answer[0] == 201


async def test_a_cancellation_again_under_its_key_gets_the_first_answer(api: Client) -> None:
    path, who = f"/orders/{(await place(api))['id']}", keyed()
    first = await ask(api, "DELETE", path, who)
    assert (first[0], first[1]["status"]) == (200, "CANCELLED")
    answer = await api.delete(path, headers=who)
    assert (await answer.json(), answer.headers["Idempotency-Replayed"]) == (first[1], "true")


async def test_an_intervention_again_under_its_key_is_not_refused(api: Client) -> None:
    path = f"/orders/{(await place(api))['id']}/compensate"
    why: dict[str, Any] = {"reason": "fraud"}
    who = keyed(who=ADMIN)
    first = await ask(api, "POST", path, who, json=why)
    assert (first[0], await ask(api, "POST", path, who, json=why)) == (202, first)


async def test_a_change_meets_the_version_it_is_meant_for_or_is_refused(api: Client) -> None:
    order = await place(api)
    path = f"/orders/{order['id']}"
    for wrong in ('"7"', 'W/"1"', "nonsense"):
        status, refusal = await ask(api, "DELETE", path, {**ME, "If-Match": wrong})
        assert (status, refusal["code"]) == (412, "VERSION_MISMATCH")
    assert (await ask(api, "GET", path))[1]["status"] == "PENDING"
    etag = (await api.get(path, headers=ME)).headers["ETag"]
    assert (await ask(api, "DELETE", path, {**ME, "If-Match": etag}))[1]["status"] == "CANCELLED"
    assert (await ask(api, "DELETE", path, {**ME, "If-Match": etag}))[0] == 412
    assert (await ask(api, "DELETE", path, {**ME, "If-Match": "*"}))[0] == 200
