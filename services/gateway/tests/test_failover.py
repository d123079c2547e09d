"""Services that are away, slow or die: the next replica where that is safe, else a quick 503, never a hang."""

import asyncio

import pytest
from aiohttp import ClientResponse, web
from gateway_service.replicas import SILENT_SECONDS, Replicas
from gateway_service.testing import Issuer, StartGateway, Upstream, nobody

ORDER = "/orders/0190c5a0-0000-7000-8000-000000000001"


async def hang(_: web.Request) -> web.Response:
    await asyncio.sleep(3600)
    return web.Response()


async def break_off(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def fine(_: web.Request) -> web.Response:
    return web.json_response({})


async def unavailable(answer: ClientResponse) -> bool:
    problem = await answer.json(content_type="application/problem+json")
    return (answer.status, problem["code"], answer.headers["Retry-After"]) == (503, "SERVICE_UNAVAILABLE", "1")


async def test_a_service_that_is_away_is_503_and_others_go_on(start_gateway: StartGateway, issuer: Issuer) -> None:
    gateway = await start_gateway(order_urls=f"{nobody()},{nobody()}", request_timeout_seconds=60)
    assert await unavailable(await gateway.post("/orders", json={}, headers=issuer.bearer()))
    assert (await gateway.get("/auth/me", headers=issuer.bearer())).status == 200


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_service_that_does_not_answer_in_time_is_503(
    method: str, start_gateway: StartGateway, issuer: Issuer
) -> None:
    async with Upstream(hang) as slow:
        gateway = await start_gateway(order_urls=slow.url, request_timeout_seconds=0.2)
        assert await unavailable(await gateway.request(method, "/orders", headers=issuer.bearer()))


async def test_replicas_are_asked_in_turn(start_gateway: StartGateway, issuer: Issuer, upstream: Upstream) -> None:
    async with Upstream(fine) as other:
        gateway = await start_gateway(order_urls=f"{upstream.url}, {other.url}/")
        for _ in range(6):
            await gateway.get("/orders", headers=issuer.bearer())
        assert (len(upstream.asked), len(other.asked)) == (3, 3)


async def test_a_post_goes_to_the_next_replica_when_one_refuses_the_connection(
    start_gateway: StartGateway, issuer: Issuer, upstream: Upstream
) -> None:
    gateway = await start_gateway(order_urls=f"{nobody()},{upstream.url},{nobody()}")
    for n in range(4):
        answer = await gateway.post("/orders", json={"n": n}, headers=issuer.bearer())
        assert answer.status == 200
    assert [asked.body for asked in upstream.asked] == [b'{"n": 0}', b'{"n": 1}', b'{"n": 2}', b'{"n": 3}']


async def test_a_replica_that_says_nothing_is_the_last_resort_for_a_while(
    start_gateway: StartGateway, issuer: Issuer, upstream: Upstream
) -> None:
    async with Upstream(hang) as frozen:
        gateway = await start_gateway(order_urls=f"{frozen.url},{upstream.url}", request_timeout_seconds=1)
        answers = [await gateway.post("/orders", json={}, headers=issuer.bearer()) for _ in range(6)]
        assert sorted(answer.status for answer in answers) == [200, 200, 200, 200, 200, 503]


def test_of_a_silent_replica_one_request_at_a_time_finds_out_whether_it_is_back() -> None:
    replicas = Replicas(["a", "b"])

    def asked(now: float) -> list[str]:
        return sorted(replicas.in_turn(now, again=False)[0].url for _ in range(4))

    frozen = next(iter(replicas))
    frozen.fall_silent(now=0)
    assert asked(now=SILENT_SECONDS - 1) == ["b", "b", "b", "b"]
    assert asked(now=SILENT_SECONDS) == ["a", "b", "b", "b"]
    frozen.answered()
    assert asked(now=SILENT_SECONDS + 1) == ["a", "a", "b", "b"]


async def test_a_replica_that_comes_back_is_asked_again(start_gateway: StartGateway, issuer: Issuer) -> None:
    url = nobody()
    gateway = await start_gateway(order_urls=url)
    assert await unavailable(await gateway.get("/orders", headers=issuer.bearer()))
    async with Upstream(fine, port=int(url.rpartition(":")[2])):
        assert (await gateway.get("/orders", headers=issuer.bearer())).status == 200


async def test_a_get_is_asked_of_another_replica_when_one_dies_over_it(
    start_gateway: StartGateway, issuer: Issuer, upstream: Upstream
) -> None:
    async with Upstream(break_off) as dying:
        gateway = await start_gateway(order_urls=f"{dying.url},{upstream.url}")
        for _ in range(2):
            assert (await gateway.get("/orders", headers=issuer.bearer())).status == 200
        assert (len(dying.asked), len(upstream.asked)) == (1, 2)


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/orders"), ("PUT", f"{ORDER}/confirm"), ("DELETE", ORDER)],
)
async def test_a_command_is_never_sent_twice_for_it_may_have_been_carried_out(
    method: str, path: str, start_gateway: StartGateway, issuer: Issuer, upstream: Upstream
) -> None:
    gateway = await start_gateway()
    assert (await gateway.request(method, path, headers=issuer.bearer())).status == 200  # the connection is kept
    upstream.answer = break_off
    assert await unavailable(await gateway.request(method, path, headers=issuer.bearer()))
    assert len(upstream.asked) == 2
