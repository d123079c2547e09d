"""Passing on: bytes, chosen headers and the query go through; what the edge adds is added."""

from uuid import UUID, uuid4

import pytest
from aiohttp import web
from gateway_service.testing import Client, Issuer, StartGateway, Upstream

ORDER = str(uuid4())
ODD_JSON = b' {"price":1.10, "name" : "caf\xc3\xa9", "other":1e2}\n'  # what parsing and writing again would change


async def test_a_body_reaches_the_service_as_the_bytes_it_was(
    gateway: Client, issuer: Issuer, upstream: Upstream
) -> None:
    headers = {"Content-Type": "application/json", "Idempotency-Key": "k-1", "Cookie": "c=1", "X-Other": "1"}
    await gateway.post("/orders?status=PAID&cursor=a%2Bb%3D", data=ODD_JSON, headers=issuer.bearer() | headers)
    asked = upstream.asked[0]
    assert (asked.method, asked.target, asked.body) == ("POST", "/orders?status=PAID&cursor=a%2Bb%3D", ODD_JSON)
    assert (asked.headers["Content-Type"], asked.headers["Idempotency-Key"]) == ("application/json", "k-1")
    assert not {"Cookie", "X-Other", "User-Agent"} & set(asked.headers)


async def test_an_answer_reaches_the_client_as_the_bytes_it_was(
    gateway: Client, issuer: Issuer, upstream: Upstream
) -> None:
    kept = {
        "Location": f"/orders/{ORDER}",
        "ETag": '"3"',
        "Retry-After": "7",
        "WWW-Authenticate": "Bearer",
        "Allow": "GET",
        "Idempotency-Replayed": "true",
    }

    async def answer(_: web.Request) -> web.Response:
        dropped = {"Set-Cookie": "a=b", "X-Node": "order-1", "X-Secret": "1"}
        return web.Response(status=201, body=ODD_JSON, content_type="application/vnd.x+json", headers=kept | dropped)

    upstream.answer = answer
    got = await gateway.delete(f"/orders/{ORDER}", headers=issuer.bearer() | {"If-Match": '"2"'})
    assert (got.status, await got.read(), got.content_type) == (201, ODD_JSON, "application/vnd.x+json")
    assert {name: got.headers[name] for name in kept} == kept
    assert got.headers["X-Node"] == "gateway-7"
    assert not {"Set-Cookie", "X-Secret"} & set(got.headers)
    assert upstream.asked[0].headers["If-Match"] == '"2"'


@pytest.mark.parametrize("action", ["retry", "compensate"])
async def test_an_intervention_in_a_saga_is_asked_of_the_owner_of_the_order(
    action: str, gateway: Client, issuer: Issuer, upstream: Upstream
) -> None:
    await gateway.post(f"/saga/{action}/{ORDER}", json={"reason": "why"}, headers=issuer.bearer(role="admin"))
    assert upstream.asked[0].target == f"/orders/{ORDER}/{action}"


@pytest.mark.parametrize("status", [409, 422, 500, 503])
async def test_what_a_service_refuses_is_passed_on_and_not_asked_again(
    status: int, gateway: Client, issuer: Issuer, upstream: Upstream
) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, body=b'{"code":"X"}', content_type="application/problem+json")

    upstream.answer = answer
    got = await gateway.get("/orders", headers=issuer.bearer())
    assert (got.status, await got.read(), len(upstream.asked)) == (status, b'{"code":"X"}', 1)


async def test_a_correlation_id_that_is_a_uuid_is_kept_and_any_other_is_replaced(
    gateway: Client, issuer: Issuer, upstream: Upstream
) -> None:
    own = str(uuid4())
    kept = await gateway.get("/orders", headers=issuer.bearer() | {"X-Correlation-Id": own})
    made = await gateway.get("/orders", headers=issuer.bearer() | {"X-Correlation-Id": "order of today"})
    assert kept.headers["X-Correlation-Id"] == own
    assert UUID(made.headers["X-Correlation-Id"]).version == 7
    told = [asked.headers["X-Correlation-Id"] for asked in upstream.asked]
    assert told == [own, made.headers["X-Correlation-Id"]]


async def test_a_trace_is_continued_when_there_is_one_and_begun_when_there_is_not(
    gateway: Client, issuer: Issuer, upstream: Upstream
) -> None:
    theirs = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    for offered in ({"traceparent": theirs}, {}, {"traceparent": f"00-{'0' * 32}-b7ad6b7169203331-01"}):
        await gateway.get("/orders", headers=issuer.bearer() | offered)
    continued, begun, replaced = (asked.headers["traceparent"] for asked in upstream.asked)
    assert continued == theirs
    assert [len(part) for part in begun.split("-")] == [2, 32, 16, 2]
    assert len({theirs, begun, replaced}) == 3


async def test_a_service_is_told_what_is_left_of_the_time(gateway: Client, issuer: Issuer, upstream: Upstream) -> None:
    await gateway.get("/orders", headers=issuer.bearer() | {"X-Deadline-Ms": "999999"})
    assert 0 < int(upstream.asked[0].headers["X-Deadline-Ms"]) <= 4500


async def test_every_answer_forbids_sniffing_and_caching(gateway: Client) -> None:
    for path in ("/health", "/orders", "/nowhere", "/.well-known/jwks.json"):
        headers = (await gateway.get(path)).headers
        assert (headers["X-Content-Type-Options"], headers["Cache-Control"]) == ("nosniff", "no-store")
        assert headers["X-Node"] == "gateway-7"
        assert UUID(headers["X-Correlation-Id"])


async def test_a_proxys_word_about_a_clients_address_is_taken_from_trusted_networks_only(
    start_gateway: StartGateway, issuer: Issuer, upstream: Upstream
) -> None:
    said = {**issuer.bearer(), "X-Real-IP": "203.0.113.7"}
    for proxies, address in (("127.0.0.0/8", "203.0.113.7"), ("10.0.0.0/8", "127.0.0.1")):
        gateway = await start_gateway(trusted_proxies=proxies)
        await gateway.get("/orders", headers=said)
        assert upstream.asked[-1].headers["X-Client-Address"] == address


async def test_a_segment_is_passed_on_as_it_was_meant(gateway: Client, issuer: Issuer, upstream: Upstream) -> None:
    await gateway.get("/redis-test/lock-status/lamp%201%3F", headers=issuer.bearer())
    assert upstream.asked[0].target == "/redis-test/lock-status/lamp%201%3F"
