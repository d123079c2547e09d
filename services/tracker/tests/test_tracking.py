"""Batches written to a real PostgreSQL: the rows depend on what was said, not on how it was delivered."""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from common.database import Database
from common.envelope import Received, Written
from common.ids import new_id
from common.transaction import Row
from prometheus_client import REGISTRY
from structlog.testing import capture_logs
from tracker_service.protocol import SAGA_SOURCES
from tracker_service.story import tell
from tracker_service.subscriptions import handle
from tracker_service.testing import paths, races
from tracker_service.testing.delivery import suspension

RowsOf = Callable[[], Awaitable[tuple[list[Row], ...]]]


async def deliver(database: Database, events: Sequence[Received], most: int = 500) -> None:
    for start in range(0, len(events), most):
        async with database.transaction() as tx:
            await handle(tx, events[start : start + most])


async def forget(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.execute("TRUNCATE event_log, saga, saga_step")


async def test_a_saga_is_written_as_it_is_told(tables: Database, rows: RowsOf) -> None:
    it = races.cancelled_as_the_charge_came_through()

    await deliver(tables, it.events)

    told = tell(it.seen)
    (saga,), steps, _ = await rows()
    assert saga[:13] == (
        told.saga_id,
        told.correlation_id,
        told.user_id,
        "COMPENSATED",
        False,
        told.total_amount,
        "KRW",
        "cancelled_by_user",
        "order-1",
        told.started_at,
        told.updated_at,
        told.ended_at,
        [],
    )
    assert [step[2:] for step in steps] == [
        (s.name, s.service, s.node, s.status, s.started_at, s.ended_at, s.event_id) for s in told.steps
    ]


async def test_batches_cut_and_ordered_in_any_way_leave_the_same_rows(tables: Database, rows: RowsOf) -> None:
    events = [event for path in paths.ALL for event in path().events]
    await deliver(tables, events)
    expected = await rows()

    for seed, most in enumerate((1, 3, 7, 1000)):
        await forget(tables)
        random.Random(seed).shuffle(events)
        await deliver(tables, events, most)
        assert await rows() == expected


async def test_an_event_delivered_twice_is_nothing_new(tables: Database, rows: RowsOf) -> None:
    it = paths.cancelled_after_confirmation()
    await deliver(tables, it.events)
    expected = await rows()

    await deliver(tables, it.events[2:], most=2)

    assert await rows() == expected


async def test_two_trackers_at_work_on_one_saga_leave_the_same_rows(tables: Database, rows: RowsOf) -> None:
    chronicles = [path() for path in paths.ALL]
    await deliver(tables, [event for it in chronicles for event in it.events])
    expected = await rows()

    await forget(tables)
    for it in chronicles:
        by_source = ([e for e in it.events if e.source == source] for source in SAGA_SOURCES)
        await asyncio.gather(*(deliver(tables, events) for events in by_source))

    assert await rows() == expected


async def test_what_auth_says_is_logged_and_is_no_saga(tables: Database, rows: RowsOf) -> None:
    await deliver(tables, [suspension(new_id(), new_id())])

    sagas, steps, log = await rows()

    assert (sagas, steps, len(log)) == ([], [], 1)


async def test_what_a_newer_release_wrote_is_logged_whole_and_what_is_older_as_it_is_written_today(
    tables: Database,
) -> None:
    failed = paths.declined().events[2]
    today = json.loads(failed.event.to_json())
    newer = replace(failed, id=new_id(), written=Written(json.dumps({**today, "toCome": 1}), 3, 1))
    del today["retryable"]
    older = replace(failed, id=new_id(), written=Written(json.dumps(today), 1, 1))

    await deliver(tables, [newer, older])

    logged: dict[UUID, Any] = dict(await tables.fetch("SELECT id, data FROM event_log"))
    assert logged[newer.id]["toCome"] == 1
    assert logged[older.id]["retryable"] is False


def violations() -> float:
    counted = REGISTRY.get_sample_value("quadrille_protocol_violations_total", {"type": "order.confirmed"})
    return counted or 0


async def test_a_violation_is_written_counted_and_reported_once(tables: Database) -> None:
    it = paths.declined()
    wrong = it.confirmed(it.events[2])
    counted = violations()

    with capture_logs() as logs:
        await deliver(tables, it.events)
        it.reopened()
        await deliver(tables, it.events[-1:])

    assert violations() == counted + 1

    assert [(line["event"], line["type"]) for line in logs] == [("protocol violation", "order.confirmed")]
    row = await tables.fetch_one("SELECT violations->0->>'event_id', violations->0->>'state' FROM saga")
    assert row == (str(wrong.id), "CANCELLED")
