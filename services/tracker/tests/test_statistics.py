"""Figures of sagas, worked out by hand."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from common.database import Database
from common.identity import Caller
from common.ids import new_id
from tracker_service import statistics_view
from tracker_service.statistics_shapes import Statistics
from tracker_service.testing.delivery import START
from tracker_service.testing.window import ME, NOW, OTHER, SECONDS, at, declined, sagas

Watch = Callable[..., Awaitable[None]]


async def figures(tables: Database, user_id: UUID = ME, role: str = "user") -> Statistics:
    return await statistics_view.of_window(tables, Caller(user_id, role, ""), NOW, SECONDS)


@pytest.fixture
async def told(tables: Database, watch: Watch) -> Statistics:
    """What is told of my sagas."""
    await watch(*sagas())
    return await figures(tables)


async def test_completed_compensated_and_active_sagas_are_counted(told: Statistics) -> None:
    assert (told["windowSeconds"], told["active"], told["completed"], told["compensated"]) == (180, 1, 2, 4)
    assert told["completionRate"] == 2 / 6
    assert told["failures"] == [
        {"reason": "cancelled_by_user", "count": 2},
        {"reason": "card_declined", "count": 2},
    ]


async def test_compensations_are_summed_exactly_and_measured_from_the_cancellation(told: Statistics) -> None:
    # 0, 0, 2 and 6 s: half way between 0 and 2; 0.95 * 3 = 2.85, so 85 % of the way from 2 to 6.
    assert told["compensations"] == {"count": 4, "refunded": Decimal("0.30"), "p50Ms": 1000.0, "p95Ms": 5400.0}


async def test_durations_are_those_of_all_that_ended(told: Statistics) -> None:
    # 30, 30, 30, 30, 2040 and 6040 ms: 0.95 * 5 = 4.75 and 0.99 * 5 = 4.95 between the last two.
    assert told["durationMs"] == {"p50": 30.0, "p95": 5040.0, "p99": 5840.0}


async def test_every_minute_of_the_window_is_there_also_one_without_sagas(told: Statistics) -> None:
    assert [tuple(minute.values()) for minute in told["perMinute"]] == [
        (START, 1, 1, 1),  # the window covers half of the first one
        (START + timedelta(minutes=1), 0, 0, 0),
        (START + timedelta(minutes=2), 4, 1, 3),
        (START + timedelta(minutes=3), 1, 0, 0),
    ]


async def test_each_order_process_has_its_share_of_what_started(told: Statistics) -> None:
    assert told["nodes"] == [
        {"node": "order-1", "count": 5, "share": 5 / 6},
        {"node": "order-2", "count": 1, "share": 1 / 6},
    ]


@pytest.mark.usefixtures("told")
async def test_a_user_is_told_of_its_own_sagas_and_an_administrator_of_all(tables: Database) -> None:
    other, everybody = await figures(tables, OTHER), await figures(tables, new_id(), "admin")

    assert (other["completed"], other["compensated"], other["completionRate"]) == (1, 0, 1.0)
    assert other["nodes"] == [{"node": "order-2", "count": 1, "share": 1.0}]
    assert (everybody["completed"], everybody["compensated"]) == (3, 4)
    assert everybody["nodes"][1] == {"node": "order-2", "count": 2, "share": 2 / 7}


async def test_a_reopened_saga_is_in_flight_again_and_compensated_no_more(tables: Database, watch: Watch) -> None:
    it = declined(at(60))
    it.reopened()
    await watch(it)

    told = await figures(tables)

    assert (told["active"], told["compensated"], told["failures"]) == (1, 0, [])


async def test_a_compensation_lasts_from_the_cancellation_that_stands(tables: Database, watch: Watch) -> None:
    it = declined(at(40))
    it.start += timedelta(seconds=60)  # until it is opened again
    it.requested(it.reopened())
    it.cancelled()
    it.start += timedelta(seconds=5)
    taken = it.completed()
    it.cancelled(taken)  # said again
    it.refunded(taken)
    await watch(it)

    told = await figures(tables)

    assert told["compensations"] == {"count": 1, "refunded": Decimal("100.00"), "p50Ms": 5030.0, "p95Ms": 5030.0}
