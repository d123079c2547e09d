"""An answer without an end is passed on as it comes, and ends with its reader's right to read."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web
from gateway_service.suspensions import Suspensions
from gateway_service.testing import Issuer, StartGateway, Upstream, nobody

EVENT = b"id: 1\ndata: {}\n\n"
STREAM = {"Accept": "text/event-stream"}
CORRELATION = "0190c5a0-0000-7000-8000-000000000001"
SEEN = {"Last-Event-ID": "7", "X-Correlation-Id": CORRELATION}
Say = Callable[[], Awaitable[None]]


class Events:
    """An upstream that sends an event whenever told, to whoever follows it."""

    def __init__(self) -> None:
        self.told = asyncio.Queue[None]()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if "text/event-stream" not in request.headers.get("Accept", ""):
            return web.json_response({"items": []})
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        while True:
            await self.told.get()
            await response.write(EVENT)


@pytest.fixture
async def events() -> AsyncIterator[tuple[Events, Upstream]]:
    saying = Events()
    async with Upstream(saying.answer) as tracker:
        yield saying, tracker


async def test_events_come_through_as_they_happen(
    start_gateway: StartGateway, issuer: Issuer, events: tuple[Events, Upstream]
) -> None:
    saying, tracker = events
    gateway = await start_gateway(tracker_urls=tracker.url)
    async with gateway.get("/trace/events", headers={**issuer.bearer(), **STREAM, **SEEN}) as answer:
        assert (answer.status, answer.content_type) == (200, "text/event-stream")
        assert (answer.headers["X-Node"], answer.headers["X-Correlation-Id"]) == ("gateway-7", CORRELATION)
        for _ in range(3):
            saying.told.put_nowait(None)
            assert await answer.content.readexactly(len(EVENT)) == EVENT
    assert tracker.asked[0].headers["Last-Event-ID"] == "7"
    assert "X-Deadline-Ms" not in tracker.asked[0].headers


async def test_who_does_not_ask_for_a_stream_gets_a_list(
    start_gateway: StartGateway, issuer: Issuer, events: tuple[Events, Upstream]
) -> None:
    gateway = await start_gateway(tracker_urls=events[1].url)
    answer = await gateway.get("/trace/events", headers=issuer.bearer())
    assert await answer.json() == {"items": []}


async def test_a_stream_ends_when_its_reader_is_suspended(
    start_gateway: StartGateway, issuer: Issuer, suspensions: Suspensions, events: tuple[Events, Upstream]
) -> None:
    saying, tracker = events
    gateway = await start_gateway(tracker_urls=tracker.url)
    claims = issuer.claims()
    async with gateway.get("/trace/events", headers={**issuer.bearer(**claims), **STREAM}) as answer:
        saying.told.put_nowait(None)
        await answer.content.readexactly(len(EVENT))
        suspensions._on_hold.add(claims["sub"])
        saying.told.put_nowait(None)
        assert await answer.content.read() == b""


async def test_a_tracker_that_is_away_is_503(start_gateway: StartGateway, issuer: Issuer) -> None:
    gateway = await start_gateway(tracker_urls=nobody())
    answer = await gateway.get("/trace/events", headers={**issuer.bearer(), **STREAM})
    assert (answer.status, (await answer.json())["code"]) == (503, "SERVICE_UNAVAILABLE")


async def test_a_refusal_of_the_stream_is_passed_on(start_gateway: StartGateway, issuer: Issuer) -> None:
    async def refuse(_: web.Request) -> web.Response:
        return web.json_response({"code": "VALIDATION_FAILED"}, status=422)

    async with Upstream(refuse) as tracker:
        gateway = await start_gateway(tracker_urls=tracker.url)
        answer = await gateway.get("/trace/events?type=%00", headers={**issuer.bearer(), **STREAM})
        assert (answer.status, await answer.json()) == (422, {"code": "VALIDATION_FAILED"})


async def test_a_tracker_that_hangs_is_503_in_time(start_gateway: StartGateway, issuer: Issuer) -> None:
    async def hang(_: web.Request) -> web.Response:
        await asyncio.sleep(3600)
        return web.Response()

    async with Upstream(hang) as tracker:
        gateway = await start_gateway(tracker_urls=tracker.url, request_timeout_seconds=0.2)
        answer = await gateway.get("/trace/events", headers={**issuer.bearer(), **STREAM})
        assert (answer.status, (await answer.json())["code"]) == (503, "SERVICE_UNAVAILABLE")
