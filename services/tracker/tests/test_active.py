"""What is in flight, as both lists choose it: whose it is, in which order, and page by page."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from common.clock import now
from common.ids import new_id
from tracker_service.testing import paths, races
from tracker_service.testing.chronicle import Chronicle
from tracker_service.testing.lately import placed

Ask = Callable[[str, UUID | None], Awaitable[tuple[int, Any]]]
Watch = Callable[..., Awaitable[None]]
pytestmark = pytest.mark.parametrize("path", ["/saga/active", "/trace/active-flows"])


async def ids(ask: Ask, path: str, user_id: UUID) -> list[str]:
    status, page = await ask(path, user_id)
    assert status == 200, page
    return [item["sagaId"] for item in page["items"]]


async def test_what_ended_is_not_in_flight_and_the_rest_is_the_oldest_first(
    ask: Ask, watch: Watch, admin: UUID, path: str
) -> None:
    compensating = races.cancelled_while_charging()
    del compensating.events[-1]
    started, older, stuck, waiting = placed(age=1), placed(age=2), placed(age=3600), paths.paid()
    await watch(started, older, stuck, waiting, compensating, paths.confirmed(), paths.declined())

    _, page = await ask(path, admin)

    expected = sorted([started, older, stuck, waiting, compensating], key=lambda it: (it.start, it.order_id))
    assert [item["sagaId"] for item in page["items"]] == [str(it.order_id) for it in expected]
    status = {item["sagaId"]: item["status"] for item in page["items"]}
    assert [status[str(it.order_id)] for it in (started, stuck, waiting)] == ["STARTED", "STUCK", "PAID"]
    assert page["nextCursor"] is None


async def test_what_belongs_to_others_is_not_listed_except_for_an_administrator(
    ask: Ask, watch: Watch, admin: UUID, path: str
) -> None:
    mine, theirs = placed(age=2), placed(age=1)
    await watch(mine, theirs)

    assert await ids(ask, path, mine.user_id) == [str(mine.order_id)]
    assert await ids(ask, path, new_id()) == []
    assert await ids(ask, path, admin) == [str(mine.order_id), str(theirs.order_id)]
    assert (await ask(path, None))[0] == 401


async def test_pages_stay_right_while_sagas_are_added_and_others_end(ask: Ask, watch: Watch, path: str) -> None:
    me = new_id()
    sagas = [placed(me, age=100 - n) for n in range(7)]
    await watch(*sagas)
    seen: list[str] = []
    cursor = ""
    for n in (1, 3, 5, 6):
        _, page = await ask(f"{path}?limit=2{cursor}", me)
        seen += [item["sagaId"] for item in page["items"]]
        cursor = f"&cursor={page['nextCursor']}"
        last = sagas[n]  # where the cursor points to
        last.voided(last.cancelled())
        await watch(last, placed(me, age=1))

    assert seen[: len(sagas)] == [str(it.order_id) for it in sagas]


async def test_sagas_that_started_at_the_same_time_are_each_listed_once(ask: Ask, watch: Watch, path: str) -> None:
    me, start = new_id(), now()
    sagas = [Chronicle(me, start=start) for _ in range(5)]
    for it in sagas:
        it.placed()
    await watch(*sagas)

    _, first = await ask(f"{path}?limit=3", me)
    _, second = await ask(f"{path}?limit=3&cursor={first['nextCursor']}", me)

    listed = [item["sagaId"] for item in (*first["items"], *second["items"])]
    assert listed == sorted(str(it.order_id) for it in sagas)
    assert second["nextCursor"] is None
