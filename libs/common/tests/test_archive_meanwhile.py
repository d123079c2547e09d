"""The archive while relay, writers and other processes are at work."""

import asyncio
from uuid import UUID

import pytest
from common import pruning
from common.archive import archive
from common.database import Database
from common.errors import StreamConflict
from common.event_store import append, load
from common.ids import new_id
from common.pruning import LOCK
from common.publisher import Publisher
from common.relay import Relay
from common.settings import ServiceSettings
from common.testing.aged import DAYS, behind_all, old, places, say
from common.testing.background import Background
from common.testing.counter import recorded
from common.testing.records import published


async def test_an_event_that_an_open_transaction_may_precede_stays(database: Database) -> None:
    event = old(new_id(), 1)
    async with database.transaction() as earlier:
        await earlier.fetch("SELECT pg_current_xact_id()")
        await say(database, [event])
        assert await archive(database, DAYS) == 0
    await behind_all(database)
    assert await archive(database, DAYS) == 1


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


async def test_one_process_is_at_it_at_a_time(database: Database) -> None:
    await say(database, [old(new_id(), 1)])
    await behind_all(database)
    async with database.transaction() as other:
        await other.fetch("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        assert await archive(database, DAYS) == 0
    await behind_all(database)
    assert await archive(database, DAYS) == 1


async def test_writers_at_work_meanwhile_lose_nothing_and_never_both_win(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pruning, "ROWS", 10)
    streams, age, won = [new_id() for _ in range(4)], 40, 0
    await say(database, [old(stream, version) for version in range(1, age + 1) for stream in streams])
    await behind_all(database)

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

    writers = asyncio.gather(*(write(stream) for stream in streams * 2))
    archived = await archive(database, DAYS)
    await writers
    await behind_all(database)
    archived += await archive(database, DAYS)

    assert archived == age * len(streams)
    async with database.transaction() as tx:
        histories = await load(tx, streams)
    assert sum(map(len, histories.values())) == archived + won
    for history in histories.values():
        assert [event.version for event in history] == list(range(1, len(history) + 1))
