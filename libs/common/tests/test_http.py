"""The HTTP side of every process: whom an answer belongs to, what it looks like, and whether there will be one."""

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from common.http import DEADLINE_HEADER, application, json_response
from common.ids import new_id

Client = TestClient[web.Request, web.Application]


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    """A client of an application that becomes ready when told."""
    ready: list[str] = []
    app = application("test-1", lambda: bool(ready))

    async def price(_: web.Request) -> web.Response:
        return json_response({"price": Decimal("1234567890.10")})

    async def become_ready(_: web.Request) -> web.Response:
        ready.append("now")
        return json_response({})

    app.add_routes([web.get("/price", price), web.post("/become-ready", become_ready)])
    async with TestClient(TestServer(app)) as client:
        yield client


async def test_a_correlation_id_that_is_a_uuid_is_taken(client: Client) -> None:
    offered = str(new_id())
    async with client.get("/health", headers={"X-Correlation-Id": offered}) as response:
        assert response.headers["X-Correlation-Id"] == offered


@pytest.mark.parametrize(
    "offered", ["", "42", "x" * 36, "0123456789abcdef0123456789abcdef", "{01234567-89ab-cdef-0123-456789abcdef}"]
)
async def test_in_place_of_any_other_correlation_id_one_is_made(client: Client, offered: str) -> None:
    async with client.get("/health", headers={"X-Correlation-Id": offered}) as response:
        assert UUID(response.headers["X-Correlation-Id"]).hex not in offered.replace("-", "")


async def test_decimals_are_answered_exactly(client: Client) -> None:
    async with client.get("/price") as response:
        assert await response.text() == '{"price":1234567890.10}'


async def test_alive_at_once_and_ready_when_it_can_work(client: Client) -> None:
    async def status(path: str) -> int:
        async with client.get(path) as response:
            return response.status

    assert (await status("/health"), await status("/ready")) == (200, 503)
    await client.post("/become-ready")
    assert (await status("/health"), await status("/ready")) == (200, 200)


async def test_a_handler_that_outlasts_its_caller_is_given_up() -> None:
    async def slow(_: web.Request) -> web.Response:
        await asyncio.sleep(30)
        return web.Response()

    app = application("order-1", lambda: True)
    app.router.add_get("/slow", slow)
    async with TestClient(TestServer(app)) as client:
        answer = await client.get("/slow", headers={DEADLINE_HEADER: "20"})
        assert (answer.status, (await answer.json())["code"]) == (503, "SERVICE_UNAVAILABLE")


@pytest.mark.parametrize("left", ["", "soon", "-1", "9" * 400])
async def test_a_deadline_that_makes_no_sense_is_none(left: str) -> None:
    async with TestClient(TestServer(application("order-1", lambda: True))) as client:
        assert (await client.get("/health", headers={DEADLINE_HEADER: left})).status == 200


async def test_requests_are_counted_by_the_pattern_of_their_route() -> None:
    async def handler(_: web.Request) -> web.Response:
        return web.Response()

    app = application("order-1", lambda: True)
    app.router.add_get("/counted/{id}", handler)
    async with TestClient(TestServer(app)) as client:
        for _ in range(2):
            await client.get(f"/counted/{uuid4()}")
        figures = await (await client.get("/metrics")).text()
    assert 'quadrille_http_request_seconds_count{method="GET",route="/counted/{id}",status="200"} 2.0' in figures
