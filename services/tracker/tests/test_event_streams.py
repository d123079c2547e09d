"""The log followed live: what a client is told, and from where on."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Any
from uuid import UUID

from common.clock import rfc3339
from common.database import Database
from common.ids import new_id
from tracker_service.subscriptions import handle
from tracker_service.testing import paths
from tracker_service.testing.chronicle import Chronicle
from tracker_service.testing.delivery import START
from tracker_service.testing.listening import Client, Listener

Ask = Callable[[str, UUID | None], Awaitable[tuple[int, Any]]]
Listen = Callable[..., AbstractAsyncContextManager[Listener]]
Watch = Callable[..., Awaitable[None]]
EVENTS = "/trace/events"
FROM_THE_FIRST = f"{EVENTS}?since=2000-01-01T00:00:00Z"


async def test_an_event_is_told_as_soon_as_it_is_logged_and_nothing_of_before(
    ask: Ask, listen: Listen, watch: Watch, admin: UUID
) -> None:
    await watch(paths.declined())
    it = Chronicle()
    said = it.placed()

    async with listen(EVENTS, admin) as listener:
        await watch(it)
        message = await listener.next()

    _, trace = await ask(f"/trace/order/{it.order_id}", admin)
    assert (message.id, message.event, message.data) == (str(said.id), "order.placed", trace["events"][0])


async def test_a_stream_is_one_by_its_headers_and_its_first_line(api: Client) -> None:
    correlation_id = str(new_id())
    me = {"X-User-Id": str(new_id()), "X-Correlation-Id": correlation_id}
    for query, headers in (("?follow=true", me), ("", {**me, "Accept": "text/event-stream"})):
        async with api.get(f"{EVENTS}{query}", headers=headers) as response:
            assert (response.status, response.content_type) == (200, "text/event-stream")
            assert response.headers["X-Correlation-Id"] == correlation_id
            assert response.headers["Cache-Control"] == "no-store"
            assert await response.content.readline() == b"retry: 1000\n"


async def test_a_stream_with_a_time_begins_with_what_was_said_since_then_and_goes_on_live(
    listen: Listen, watch: Watch, admin: UUID
) -> None:
    old, new, live = Chronicle(start=START - timedelta(days=1)), paths.confirmed(), paths.declined()
    old.placed()
    await watch(new, old)

    async with listen(f"{EVENTS}?since={rfc3339(START)}", admin) as listener:
        assert await listener.ids(4) == new.ids
        await watch(live)
        assert await listener.ids(4) == live.ids


async def test_a_client_that_comes_again_misses_nothing_and_is_told_nothing_twice(listen: Listen, watch: Watch) -> None:
    me = new_id()
    sagas = [Chronicle(me) for _ in range(3)]
    for it in sagas:
        it.completed(it.requested(it.placed()))
    seen: list[str] = []
    await watch(sagas[0], paths.confirmed())
    async with listen(FROM_THE_FIRST, me) as listener:
        seen += await listener.ids(2)
    await watch(paths.declined(), sagas[1])

    async with listen(EVENTS, me, last=seen[-1]) as listener:
        seen += await listener.ids(4)
        await watch(sagas[2])
        seen += await listener.ids(3)

    assert seen == [event_id for it in sagas for event_id in it.ids]


async def test_a_stream_goes_on_where_a_list_ended(ask: Ask, listen: Listen, watch: Watch) -> None:
    it = paths.confirmed()
    await watch(it)
    _, page = await ask(f"{EVENTS}?limit=1", it.user_id)

    async with listen(f"{EVENTS}?cursor={page['nextCursor']}", it.user_id) as listener:
        assert await listener.ids(3) == it.ids[1:]


async def test_what_another_replica_logs_is_told_as_well(tables: Database, listen: Listen, admin: UUID) -> None:
    it = paths.confirmed()

    async with listen(EVENTS, admin) as listener:
        async with tables.transaction() as tx:
            await handle(tx, it.events)  # rings nobody here
        assert await listener.ids(4) == it.ids


async def test_a_long_past_is_told_whole_and_in_order(listen: Listen, watch: Watch, admin: UUID) -> None:
    sagas = [paths.confirmed() for _ in range(120)]
    await watch(*sagas)

    async with listen(FROM_THE_FIRST, admin) as listener:
        assert await listener.ids(480) == [event_id for it in sagas for event_id in it.ids]
