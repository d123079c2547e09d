"""How streams end: with the process, or by a fault."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from uuid import UUID

import pytest
from aiohttp import ClientError
from common.http import DEADLINE_HEADER
from common.ids import new_id
from tracker_service.growth import Growth
from tracker_service.http.streams import Read, Streams
from tracker_service.testing import paths
from tracker_service.testing.listening import Listener, listening
from tracker_service.testing.serving import Flood, fault, nothing, serving

Listen = Callable[..., AbstractAsyncContextManager[Listener]]
Watch = Callable[..., Awaitable[None]]
EVENTS = "/trace/events"


async def test_streams_end_when_the_process_stops(listen: Listen, streams: Streams, watch: Watch, admin: UUID) -> None:
    it = paths.confirmed()

    async with listen(EVENTS, admin) as busy, listen(EVENTS, new_id()) as quiet:
        await watch(it)
        await busy.ids(4)
        await streams.close()
        assert (await busy.rest(), await quiet.rest()) == ("", "retry: 1000\n\n")


async def test_a_stream_that_begins_while_the_process_stops_ends_at_once(listen: Listen, streams: Streams) -> None:
    await streams.close()

    async with listen(EVENTS, new_id()) as listener:
        assert await listener.rest() == "retry: 1000\n\n"


async def test_a_client_that_takes_nothing_is_cut_off_when_the_process_stops(growth: Growth, watch: Watch) -> None:
    await watch(paths.confirmed())
    streams, flood = Streams(growth, most=1), Flood()

    async with serving(streams, flood) as client, listening(client, "/", {}) as listener:
        await flood.read.wait()
        await streams.close()
        with pytest.raises(ClientError):
            await listener.rest()


@pytest.mark.parametrize(("read", "headers"), [(fault, {}), (nothing, {DEADLINE_HEADER: "50"})])
async def test_what_fails_once_a_stream_has_begun_cuts_it_and_no_second_answer_follows(
    growth: Growth, watch: Watch, read: Read, headers: dict[str, str]
) -> None:
    await watch(paths.confirmed())

    async with serving(Streams(growth, most=1), read) as client, listening(client, "/", headers) as listener:
        assert [await listener.line() for _ in range(2)] == ["retry: 1000", ""]
        with pytest.raises(ClientError):
            await listener.rest()
