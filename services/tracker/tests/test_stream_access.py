"""Whom a stream tells what: one's own events, of the kind that was asked for."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from uuid import UUID

from common.ids import new_id
from tracker_service.testing import paths
from tracker_service.testing.listening import Listener

Listen = Callable[..., AbstractAsyncContextManager[Listener]]
Watch = Callable[..., Awaitable[None]]
EVENTS = "/trace/events"


async def test_a_user_hears_of_its_own_events_alone_and_an_administrator_of_all(
    listen: Listen, watch: Watch, admin: UUID
) -> None:
    theirs, mine = paths.confirmed(), paths.declined()

    async with listen(EVENTS, mine.user_id) as own, listen(EVENTS, admin) as whole:
        await watch(theirs, mine)
        assert await own.ids(4) == mine.ids
        assert await whole.ids(8) == [*theirs.ids, *mine.ids]


async def test_a_stream_tells_only_what_was_asked_for(listen: Listen, watch: Watch, admin: UUID) -> None:
    declined, confirmed = paths.declined(), paths.confirmed()
    chosen = f"{EVENTS}?type=payment.failed,order.confirmed"

    async with listen(chosen, admin) as by_type, listen(f"{EVENTS}?orderId={confirmed.order_id}", admin) as by_order:
        await watch(declined)
        await watch(confirmed)
        assert await by_type.ids(2) == [declined.ids[2], confirmed.ids[3]]
        assert await by_order.ids(4) == confirmed.ids


async def test_after_an_event_that_is_unknown_or_somebody_elses_a_stream_begins_with_the_first(
    listen: Listen, watch: Watch
) -> None:
    theirs, mine = paths.confirmed(), paths.declined()
    await watch(mine, theirs)

    for unknown in (new_id(), "seventeen", theirs.events[-1].id):
        async with listen(EVENTS, mine.user_id, last=unknown) as listener:
            assert await listener.ids(4) == mine.ids
