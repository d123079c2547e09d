"""What callers are told of sagas over HTTP, and what is kept from them."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from common.clock import now, rfc3339
from common.ids import new_id
from tracker_service.testing import paths
from tracker_service.testing.chronicle import STEP, Chronicle
from tracker_service.testing.delivery import START

Ask = Callable[[str, UUID | None], Awaitable[tuple[int, Any]]]
Watch = Callable[..., Awaitable[None]]


async def test_the_status_of_a_saga_tells_every_step(ask: Ask, watch: Watch) -> None:
    it = paths.declined()
    await watch(it)

    status, saga = await ask(f"/saga/status/{it.correlation_id}", it.user_id)

    assert status == 200
    *_, failed, cancelled = saga.pop("steps")
    assert failed == {
        "name": "payment.failed",
        "service": "payment",
        "node": "payment-1",
        "status": "FAILED",
        "startedAt": rfc3339(START + STEP),
        "endedAt": rfc3339(START + 2 * STEP),
        "durationMs": 10.0,
        "eventId": str(it.events[2].id),
    }
    assert cancelled["status"] == "COMPENSATED"
    assert saga == {
        "sagaId": str(it.order_id),
        "correlationId": str(it.correlation_id),
        "orderId": str(it.order_id),
        "userId": str(it.user_id),
        "status": "COMPENSATED",
        "failureReason": "card_declined",
        "startedAt": rfc3339(START),
        "endedAt": rfc3339(START + 3 * STEP),
        "durationMs": 30.0,
        "violations": [],
        "otherSagas": [],
    }


async def test_a_saga_of_somebody_else_is_not_there_except_for_an_administrator(
    ask: Ask, watch: Watch, admin: UUID
) -> None:
    it = paths.confirmed()
    await watch(it)

    for path in (
        f"/saga/status/{it.correlation_id}",
        f"/sagas/correlation/{it.correlation_id}",
        f"/trace/correlation/{it.correlation_id}",
        f"/trace/order/{it.order_id}",
    ):
        status, problem = await ask(path, new_id())
        assert (status, problem["code"]) == (404, "NOT_FOUND")
        assert (await ask(path, admin))[0] == 200


async def test_one_correlation_id_of_two_users_shows_each_its_own_sagas_the_newest_first(
    ask: Ask, watch: Watch, admin: UUID
) -> None:
    me, shared = new_id(), new_id()
    old, new, theirs = (
        Chronicle(user, shared, START + days * timedelta(days=1)) for user, days in ((me, 0), (me, 1), (new_id(), 2))
    )
    for it in (old, new, theirs):
        it.placed()
    await watch(old, new, theirs)

    _, mine = await ask(f"/saga/status/{shared}", me)
    _, all_of_them = await ask(f"/saga/status/{shared}", admin)
    _, trace = await ask(f"/trace/correlation/{shared}", me)

    assert (mine["sagaId"], mine["otherSagas"]) == (str(new.order_id), [str(old.order_id)])
    assert all_of_them["otherSagas"] == [str(new.order_id), str(old.order_id)]
    assert trace["orderId"] == str(new.order_id)
    assert [event["id"] for event in trace["events"]] == [str(old.events[0].id), str(new.events[0].id)]


async def test_a_saga_in_flight_without_news_is_stuck(ask: Ask, watch: Watch, admin: UUID) -> None:
    quiet, waiting, busy = Chronicle(), paths.paid(), Chronicle(start=now())
    quiet.placed()
    busy.placed()
    await watch(quiet, waiting, busy)

    shown = [(await ask(f"/saga/status/{it.correlation_id}", admin))[1]["status"] for it in (quiet, waiting, busy)]

    assert shown == ["STUCK", "PAID", "STARTED"]


async def test_what_stays_unexplained_is_shown_as_a_violation_once_the_saga_counts_as_stuck(
    ask: Ask, watch: Watch
) -> None:
    it = Chronicle()
    it.placed()
    unexplained = it.confirmed()
    await watch(it)

    _, saga = await ask(f"/saga/status/{it.correlation_id}", it.user_id)

    assert saga["status"] == "STUCK"
    assert saga["violations"] == [
        {
            "eventId": str(unexplained.id),
            "type": "order.confirmed",
            "state": "PENDING",
            "time": rfc3339(unexplained.time),
            "why": "it needs payment.completed of this attempt",
        }
    ]
