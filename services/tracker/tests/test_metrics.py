"""How sagas ended is counted once for each end, however often their stories are told."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from common.clock import now
from common.database import Database
from common.envelope import Received
from prometheus_client import REGISTRY
from tracker_service import metrics
from tracker_service.story import tell
from tracker_service.subscriptions import handle
from tracker_service.testing import paths
from tracker_service.testing.chronicle import Chronicle
from tracker_service.troubles_view import counts


def ended(status: str, reason: str = "") -> float:
    return REGISTRY.get_sample_value("quadrille_sagas_ended_total", {"status": status, "reason": reason}) or 0.0


def lasted(status: str, part: str) -> float:
    return REGISTRY.get_sample_value(f"quadrille_saga_seconds_{part}", {"status": status}) or 0.0


async def deliver(tables: Database, events: Sequence[Received]) -> None:
    async with tables.transaction() as tx:
        await handle(tx, events)


async def test_a_saga_is_counted_when_its_end_is_written_down_and_not_again(tables: Database) -> None:
    it, completed = paths.confirmed(), ended("COMPLETED")
    count, seconds = lasted("COMPLETED", "count"), lasted("COMPLETED", "sum")
    await deliver(tables, it.events[:3])
    assert ended("COMPLETED") == completed

    for _ in range(2):
        await deliver(tables, it.events[3:])

    assert ended("COMPLETED") == completed + 1
    assert lasted("COMPLETED", "count") == count + 1
    took = it.events[-1].time - it.events[0].time
    assert lasted("COMPLETED", "sum") - seconds == pytest.approx(took / timedelta(seconds=1))


async def test_what_ends_twice_is_counted_for_each_end(tables: Database) -> None:
    it = paths.cancelled_after_confirmation()
    completed, undone = ended("COMPLETED"), ended("COMPENSATED", "cancelled_by_user")
    for event in it.events:
        await deliver(tables, [event])
    assert (ended("COMPLETED"), ended("COMPENSATED", "cancelled_by_user")) == (completed + 1, undone + 1)


async def test_what_is_rolled_back_is_not_counted(tables: Database) -> None:
    it, completed = paths.confirmed(), ended("COMPLETED")
    try:
        async with tables.transaction() as tx:
            await handle(tx, it.events)
            raise ValueError
    except ValueError:
        pass
    assert ended("COMPLETED") == completed


async def test_sagas_in_flight_stuck_and_in_trouble_are_counted(tables: Database) -> None:
    forgotten, fresh, refunded_twice = Chronicle(), Chronicle(start=now()), paths.declined()
    refunded_twice.refunded(refunded_twice.events[-1])
    forgotten.requested(forgotten.placed())
    fresh.placed()
    await deliver(tables, [*forgotten.events, *fresh.events, *refunded_twice.events])
    assert await counts(tables, now(), timedelta(seconds=60)) == (2, 1, 1)


def test_reasons_have_an_end() -> None:
    for number in range(2 * metrics.MOST_REASONS):
        it = Chronicle()
        it.cancelled(it.failed(it.requested(it.placed())), f"reason-{number}")
        metrics.told([(None, tell(it.seen))])
    assert ended("COMPENSATED", "other") > 0
    labels = {sample.labels["reason"] for metric in metrics.ENDINGS.collect() for sample in metric.samples}
    assert len(labels) <= metrics.MOST_REASONS + 1
