"""Published events move to the archive by their age, and nothing and nobody misses them."""

from dataclasses import asdict

import pytest
from common import pruning
from common.archive import archive
from common.clock import now
from common.commands import Decider
from common.database import Database
from common.envelope import Received
from common.event_store import load
from common.ids import new_id
from common.requests import Request
from common.testing.aged import DAYS, behind_all, old, places, say
from common.testing.counter import Count, Counted, recorded, request
from common.testing.watched import Watched


async def test_published_events_that_are_old_enough_are_moved_and_young_ones_stay(database: Database) -> None:
    stream = new_id()
    events = [old(stream, 1), old(stream, 2), recorded(stream, 3), old(new_id(), 1)]
    await say(database, events)
    await behind_all(database)

    assert await archive(database, DAYS) == 3
    assert await archive(database, DAYS) == 0

    assert await places(database) == ({events[2].id}, {event.id for event in events if event is not events[2]})
    async with database.transaction() as tx:
        assert (await load(tx, [stream]))[stream] == events[:3]


async def test_an_event_that_was_not_published_stays(database: Database) -> None:
    said, waiting = old(new_id(), 1), old(new_id(), 1)
    await say(database, [said])
    await say(database, [waiting], publish=False)
    await behind_all(database)

    assert await archive(database, DAYS) == 1

    assert await places(database) == ({waiting.id}, {said.id})


async def test_a_reaction_to_what_opened_a_stream_long_ago_is_decided_on_its_history_in_the_archive(
    database: Database, counter: Decider[Count, int]
) -> None:
    stream = new_id()
    await say(database, [old(stream, 1), old(stream, 2)])
    async with database.transaction() as tx:
        await tx.execute("INSERT INTO totals VALUES (%s::uuid, 3)", (str(stream),))
    await behind_all(database)
    assert await archive(database, DAYS) == 2
    event = {**asdict(old(stream, 1)), "event": Counted(amount=1)}
    cause = Received(**event, source="other", topic="other.events.v1", partition=0, offset=0)
    async with database.transaction() as tx:
        await counter.react(tx, [Request.because_of(cause, Count(4), now())])
    async with database.transaction() as tx:
        assert [event.version for event in (await load(tx, [stream]))[stream]] == [1, 2, 3]


async def test_a_stream_in_the_archive_goes_on_where_it_was(database: Database, counter: Decider[Count, int]) -> None:
    stream = new_id()
    await say(database, [old(stream, 1), old(stream, 2)])
    async with database.transaction() as tx:
        await tx.execute("INSERT INTO totals VALUES (%s::uuid, 3)", (str(stream),))
    await behind_all(database)
    await archive(database, DAYS)

    async with database.transaction() as tx:
        (outcome,) = await counter.execute(tx, [request(stream, 4)])

    assert outcome.state == 7
    async with database.transaction() as tx:
        assert [event.version for event in (await load(tx, [stream]))[stream]] == [1, 2, 3]


async def test_a_batch_is_bounded_and_each_is_a_transaction(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pruning, "ROWS", 10)
    await say(database, [old(new_id(), 1) for _ in range(25)])
    await behind_all(database)
    watched = Watched(database)

    assert await archive(watched, DAYS) == 25

    assert watched.transactions == 4  # the last finds nothing
