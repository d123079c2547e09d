"""How many streams there may be, and that a slow client holds up nobody."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from uuid import UUID

import pytest
from aiohttp import ClientError
from common.ids import new_id
from tracker_service.growth import Growth
from tracker_service.http.streams import Streams
from tracker_service.testing import paths
from tracker_service.testing.listening import Client, Listener, listening, until_there_is_room
from tracker_service.testing.serving import Flood, nothing, serving

Listen = Callable[..., AbstractAsyncContextManager[Listener]]
Watch = Callable[..., Awaitable[None]]
EVENTS = "/trace/events"


async def test_one_stream_too_many_is_refused_until_another_has_gone(api: Client, listen: Listen) -> None:
    me = {"X-User-Id": str(new_id()), "Accept": "text/event-stream"}

    async with listen(EVENTS, new_id()):
        async with listen(EVENTS, new_id()), api.get(EVENTS, headers=me) as response:
            assert (response.status, response.headers["Retry-After"]) == (503, "1")
            assert (await response.json())["code"] == "SERVICE_UNAVAILABLE"
        await until_there_is_room(api, EVENTS, me)


async def test_one_user_cannot_take_all_the_room(growth: Growth) -> None:
    streams = Streams(growth, most=9, most_of_a_user=1)
    async with serving(streams, nothing) as client, listening(client, "/", {}), client.get("/") as response:
        assert (response.status, (await response.json())["code"]) == (503, "SERVICE_UNAVAILABLE")


async def test_a_client_that_takes_nothing_holds_back_nobody(
    growth: Growth, listen: Listen, watch: Watch, admin: UUID
) -> None:
    it, streams, flood = paths.confirmed(), Streams(growth, most=1), Flood()
    await watch(paths.confirmed())

    async with serving(streams, flood) as client, listening(client, "/", {}), listen(EVENTS, admin) as listener:
        await flood.read.wait()
        await watch(it)
        assert await listener.ids(4) == it.ids


async def test_a_client_that_takes_nothing_for_too_long_is_let_go(growth: Growth, watch: Watch) -> None:
    await watch(paths.confirmed())
    streams = Streams(growth, most=1, patience=0.1)

    async with serving(streams, Flood()) as client, listening(client, "/", {}) as listener:
        await until_there_is_room(client, "/", {})
        with pytest.raises(ClientError):
            await listener.rest()


async def test_a_stream_that_finds_nothing_is_quiet_and_says_that_it_lives(growth: Growth, watch: Watch) -> None:
    await watch(paths.confirmed())
    await growth.beyond(3, 60.0, lambda: False)
    streams = Streams(growth, most=1, keep_alive=0.01)

    async with serving(streams, nothing) as client, listening(client, "/", {}) as listener:
        assert [await listener.line() for _ in range(4)] == ["retry: 1000", "", ": keep-alive", ""]
