"""Events in the order in which they were logged, page by page."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from common.clock import rfc3339
from common.ids import new_id
from tracker_service.testing import paths
from tracker_service.testing.chronicle import Chronicle
from tracker_service.testing.delivery import START, suspension
from yarl import URL

Ask = Callable[[str, UUID | None], Awaitable[tuple[int, Any]]]
Watch = Callable[..., Awaitable[None]]


async def listed(ask: Ask, user_id: UUID, **query: str | int) -> Any:
    """The page that a query is answered with."""
    status, page = await ask(str(URL("/trace/events").with_query(query)), user_id)
    assert status == 200, page
    return page


async def ids(ask: Ask, user_id: UUID, **query: str | int) -> list[str]:
    return [event["id"] for event in (await listed(ask, user_id, **query))["items"]]


async def test_events_are_listed_as_they_were_logged_in_the_shape_of_a_trace(
    ask: Ask, watch: Watch, admin: UUID
) -> None:
    later, earlier = paths.confirmed(), paths.declined()
    await watch(later)
    await watch(earlier)

    page = await listed(ask, admin)
    _, trace = await ask(f"/trace/order/{later.order_id}", admin)

    assert [event["id"] for event in page["items"]] == [*later.ids, *earlier.ids]
    assert page["items"][:4] == trace["events"]
    assert page["nextCursor"] is None


async def test_pages_stay_right_while_events_are_logged(ask: Ask, watch: Watch) -> None:
    me = new_id()
    expected: list[str] = []
    seen: list[str] = []
    cursor: dict[str, str | int] = {}
    for _ in range(4):
        it, other = Chronicle(me), paths.confirmed()
        it.completed(it.requested(it.placed()))
        await watch(other, it)
        expected += it.ids
        page = await listed(ask, me, limit=2, **cursor)
        seen += [event["id"] for event in page["items"]]
        cursor = {"cursor": page["nextCursor"]}
    seen += await ids(ask, me, **cursor)

    assert seen == expected


async def test_a_user_sees_events_of_its_own_and_an_administrator_all(ask: Ask, watch: Watch, admin: UUID) -> None:
    mine, theirs = paths.declined(), paths.confirmed()
    mine.events.append(suspension(mine.user_id, mine.correlation_id))
    await watch(theirs, mine)

    assert await ids(ask, mine.user_id) == mine.ids
    assert await ids(ask, admin) == [*theirs.ids, *mine.ids]
    assert await ids(ask, mine.user_id, orderId=str(theirs.order_id)) == []
    assert await ids(ask, mine.user_id, correlationId=str(theirs.correlation_id)) == []
    assert (await ask("/trace/events", None))[0] == 401


async def test_events_are_chosen_by_type_order_and_correlation_id(ask: Ask, watch: Watch, admin: UUID) -> None:
    one, other = paths.confirmed(), paths.declined()
    await watch(one, other)
    placed, *_, confirmed = one.ids

    assert await ids(ask, admin, type="order.placed,order.confirmed") == [placed, confirmed, other.ids[0]]
    assert await ids(ask, admin, type="payment.failed") == [other.ids[2]]
    assert await ids(ask, admin, orderId=str(other.order_id)) == other.ids
    assert await ids(ask, admin, correlationId=str(one.correlation_id)) == one.ids
    assert await ids(ask, admin, correlationId=str(one.correlation_id), type="payment.failed") == []


async def test_events_are_chosen_by_the_time_they_were_said(ask: Ask, watch: Watch, admin: UUID) -> None:
    it = paths.confirmed()
    old = Chronicle(start=START - timedelta(days=1))
    old.placed()
    await watch(it, old)

    assert await ids(ask, admin, since=rfc3339(it.events[2].time)) == it.ids[2:]
    assert await ids(ask, admin, since="2026-11-01T21:00:00+09:00") == it.ids
