"""What is told of each saga and each flow in flight."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from common.clock import rfc3339
from common.ids import new_id
from tracker_service.testing.chronicle import STEP
from tracker_service.testing.lately import placed

Ask = Callable[[str, UUID | None], Awaitable[tuple[int, Any]]]
Watch = Callable[..., Awaitable[None]]


async def test_only_sagas_older_than_asked_for_are_listed(ask: Ask, watch: Watch) -> None:
    me = new_id()
    young, old, oldest = placed(me, age=1), placed(me, age=600), placed(me, age=7200)
    await watch(young, old, oldest)

    async def older_than(seconds: float) -> list[str]:
        _, page = await ask(f"/saga/active?olderThan={seconds}", me)
        return [saga["sagaId"] for saga in page["items"]]

    assert await older_than(3600) == [str(oldest.order_id)]
    assert await older_than(300.5) == [str(oldest.order_id), str(old.order_id)]
    assert len(await older_than(0)) == 3


async def test_a_saga_in_flight_is_told_without_its_steps_but_with_its_age(ask: Ask, watch: Watch) -> None:
    it = placed(age=10)
    await watch(it)

    _, page = await ask("/saga/active", it.user_id)

    (saga,) = page["items"]
    assert saga.pop("ageMs") >= 10_000
    assert saga == {
        "sagaId": str(it.order_id),
        "correlationId": str(it.correlation_id),
        "orderId": str(it.order_id),
        "userId": str(it.user_id),
        "status": "STARTED",
        "failureReason": None,
        "startedAt": rfc3339(it.start),
        "endedAt": None,
        "durationMs": None,
        "violations": [],
    }


async def test_a_flow_in_flight_tells_its_last_event_and_for_how_long_it_was_quiet(ask: Ask, watch: Watch) -> None:
    it = placed(age=10)
    it.requested(it.events[0])
    await watch(it)

    _, page = await ask("/trace/active-flows", it.user_id)

    (flow,) = page["items"]
    age, idle = flow.pop("ageMs"), flow.pop("idleMs")
    assert idle >= 9_000
    assert age - idle == pytest.approx(STEP / timedelta(milliseconds=1))
    assert flow == {
        "correlationId": str(it.correlation_id),
        "sagaId": str(it.order_id),
        "orderId": str(it.order_id),
        "userId": str(it.user_id),
        "status": "STARTED",
        "lastEvent": {
            "id": str(it.events[1].id),
            "type": "payment.requested",
            "source": "payment",
            "node": "payment-1",
            "time": rfc3339(it.events[1].time),
        },
        "events": 2,
        "startedAt": rfc3339(it.start),
    }
