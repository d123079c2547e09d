"""Published events move to the archive by their age, and nothing and nobody misses them."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from common import pruning
from common.archive import archive
from common.clock import now
from common.commands import Decider
from common.database import Database
from common.envelope import Recorded
from common.errors import StreamConflict
from common.event_store import append, load
from common.ids import new_id
from common.pruning import LOCK
from common.publisher import Publisher
from common.relay import Relay
from common.settings import ServiceSettings
from common.testing.background import Background
from common.testing.counter import Count, recorded, request
from common.testing.records import published
from common.testing.watched import Watched

DAYS = 30
PUBLISHED = (
    "UPDATE relay_cursor SET (tx, position) = (SELECT tx, position FROM events ORDER BY tx DESC, position DESC LIMIT 1)"
)


def old(stream: UUID, version: int) -> Recorded:
    return replace(recorded(stream, version), time=now() - timedelta(days=DAYS, minutes=1))


async def say(database: Database, events: Iterable[Recorded], *, publish: bool = True) -> None:
    async with database.transaction() as tx:
        append(tx, list(events))
    async with database.transaction() as tx:
        if publish:
            await tx.execute(PUBLISHED)


async def places(database: Database) -> tuple[set[UUID], set[UUID]]:
    """The ids of the events in the store proper, and of those in the archive."""
    present, archived = [
        {event_id for (event_id,) in await database.fetch(f"SELECT id FROM {table}")}
        for table in ("events", "events_archive")
    ]
    return present, archived


async def test_published_events_that_are_old_enough_are_moved_and_young_ones_stay(database: Database) -> None:
    stream = new_id()
    events = [old(stream, 1), old(stream, 2), recorded(stream, 3), old(new_id(), 1)]
    await say(database, events)

    assert await archive(database, DAYS) == 3
    assert await archive(database, DAYS) == 0

    assert await places(database) == ({events[2].id}, {event.id for event in events if event is not events[2]})
    async with database.transaction() as tx:
        assert (await load(tx, [stream]))[stream] == events[:3]


async def test_an_event_that_was_not_published_stays(database: Database) -> None:
    said, waiting = old(new_id(), 1), old(new_id(), 1)
    await say(database, [said])
    await say(database, [waiting], publish=False)

    assert await archive(database, DAYS) == 1

    assert await places(database) == ({waiting.id}, {said.id})


async def test_an_event_that_an_open_transaction_may_precede_stays(database: Database) -> None:
    event = old(new_id(), 1)
    async with database.transaction() as earlier:
        await earlier.fetch("SELECT pg_current_xact_id()")
        await say(database, [event])
        assert await archive(database, DAYS) == 0
    assert await archive(database, DAYS) == 1


async def test_a_stream_in_the_archive_goes_on_where_it_was(database: Database, counter: Decider[Count, int]) -> None:
    stream = new_id()
    await say(database, [old(stream, 1), old(stream, 2)])
    async with database.transaction() as tx:
        await tx.execute("INSERT INTO totals VALUES (%s::uuid, 3)", (str(stream),))
    await archive(database, DAYS)

    async with database.transaction() as tx:
        (outcome,) = await counter.execute(tx, [request(stream, 4)])

    assert outcome.state == 7
    async with database.transaction() as tx:
        assert [event.version for event in (await load(tx, [stream]))[stream]] == [1, 2, 3]


async def test_each_event_is_relayed_once_whatever_is_archived_meanwhile(
    database: Database, settings: ServiceSettings, owner: str, publisher: Publisher, background: Background
) -> None:
    stream, count = new_id(), 60
    background(Relay(settings, owner, publisher).run())
    events = [old(stream, version) for version in range(1, count + 1)]
    for event in events:
        await say(database, [event], publish=False)
        await archive(database, DAYS)

    assert await published(settings, owner, count) == [event.id for event in events]
    async with asyncio.timeout(10):
        while (await places(database))[0]:
            await archive(database, DAYS)
    assert (await places(database))[1] == {event.id for event in events}


async def test_a_batch_is_bounded_and_each_is_a_transaction(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pruning, "ROWS", 10)
    await say(database, [old(new_id(), 1) for _ in range(25)])
    watched = Watched(database)

    assert await archive(watched, DAYS) == 25

    assert watched.transactions == 4  # the last finds nothing


async def test_one_process_is_at_it_at_a_time(database: Database) -> None:
    await say(database, [old(new_id(), 1)])
    async with database.transaction() as other:
        await other.fetch("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        assert await archive(database, DAYS) == 0
    assert await archive(database, DAYS) == 1


async def test_writers_at_work_meanwhile_lose_nothing_and_never_both_win(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pruning, "ROWS", 10)
    streams, age, won = [new_id() for _ in range(4)], 40, 0
    await say(database, [old(stream, version) for version in range(1, age + 1) for stream in streams])

    async def write(stream: UUID) -> None:
        nonlocal won
        for _ in range(20):
            try:
                async with database.transaction() as tx:
                    version = len((await load(tx, [stream]))[stream]) + 1
                    append(tx, [recorded(stream, version)])
                won += 1
            except StreamConflict:
                continue

    *_, archived = await asyncio.gather(*(write(stream) for stream in streams * 2), archive(database, DAYS))

    assert archived == age * len(streams)
    async with database.transaction() as tx:
        histories = await load(tx, streams)
    assert sum(map(len, histories.values())) == archived + won
    for history in histories.values():
        assert [event.version for event in history] == list(range(1, len(history) + 1))
