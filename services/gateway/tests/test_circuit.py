"""A service that has been away many times in a row is left alone for a moment, and asked again after it."""

import asyncio

import pytest
from aiohttp import web
from common.http import DEADLINE_HEADER
from gateway_service import upstream as module
from gateway_service.testing import Issuer, StartGateway, Upstream
from gateway_service.upstream import CIRCUIT_FAILURES


async def test_a_circuit_opens_and_closes_again(
    start_gateway: StartGateway, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CIRCUIT_FAILURES", 3)
    monkeypatch.setattr(module, "CIRCUIT_SECONDS", 0.3)
    broken = True

    async def answer(request: web.Request) -> web.Response:
        if broken and request.transport is not None:
            request.transport.abort()
        return web.json_response({})

    async with Upstream(answer) as service:
        gateway = await start_gateway(order_urls=service.url)

        async def place() -> int:
            return (await gateway.post("/orders", json={}, headers=issuer.bearer())).status

        assert [await place() for _ in range(6)] == [503] * 6
        assert len(service.asked) == 3
        assert (await gateway.get("/auth/me", headers=issuer.bearer())).status == 200
        broken = False
        await asyncio.sleep(0.4)
        assert [await place() for _ in range(3)] == [200] * 3


async def test_clients_who_go_away_open_no_circuit(start_gateway: StartGateway, issuer: Issuer) -> None:
    async def slow(_: web.Request) -> web.Response:
        await asyncio.sleep(0.2)
        return web.json_response({})

    async with Upstream(slow) as service:
        gateway = await start_gateway(order_urls=service.url)
        impatient = {**issuer.bearer(), DEADLINE_HEADER: "1"}  # which is for the gateway to say
        together = [gateway.post("/orders", json={}, headers=impatient) for _ in range(2 * CIRCUIT_FAILURES)]
        assert {answer.status for answer in await asyncio.gather(*together)} == {200}


async def test_clients_who_are_slow_to_send_open_no_circuit(start_gateway: StartGateway, issuer: Issuer) -> None:
    gateway = await start_gateway(request_timeout_seconds=0.2)
    half = {**issuer.bearer(), "Content-Type": "application/json", "Content-Length": "9", "Connection": "close"}
    for _ in range(CIRCUIT_FAILURES + 1):
        assert (await gateway.post("/orders", data=b"", headers=half)).status == 408
    assert (await gateway.get("/orders", headers=issuer.bearer())).status == 200
