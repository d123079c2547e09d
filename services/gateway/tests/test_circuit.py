"""A service that has been away many times in a row is left alone for a moment, and asked again after it."""

import asyncio

import pytest
from aiohttp import web
from gateway_service import upstream as module
from gateway_service.testing import Issuer, StartGateway, Upstream


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
