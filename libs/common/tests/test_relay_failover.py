"""Relays stand in for each other: one leads, and what breaks loses nothing and moves no cursor twice."""

import asyncio
from uuid import UUID

import aiopg
import psycopg2
import pytest
from common.database import Database
from common.event_store import append
from common.ids import new_id
from common.publisher import Publisher
from common.relay import Relay
from common.relay_lease import LOCK, STANDBY_SECONDS
from common.runtime import end
from common.settings import ServiceSettings
from common.testing.background import Background
from common.testing.counter import recorded
from common.testing.records import published

_LEADERS = """
SELECT pid FROM pg_locks JOIN pg_database d ON d.oid = database
WHERE locktype = 'advisory' AND datname = current_database() AND granted
"""


async def say(database: Database, count: int) -> list[UUID]:
    """Append events, each of a stream and in a transaction of its own; returns their ids."""
    events = [recorded(new_id(), 1) for _ in range(count)]
    for event in events:
        async with database.transaction() as tx:
            append(tx, [event])
    return [event.id for event in events]


async def leader(database: Database) -> int:
    """The backend of the relay that leads, once there is one."""
    async with asyncio.timeout(10):
        while not (rows := await database.fetch(_LEADERS)):
            await asyncio.sleep(0.02)
    assert len(rows) == 1
    return int(rows[0][0])


async def test_when_the_leader_s_connection_ends_one_of_them_goes_on_and_loses_nothing(
    database: Database, settings: ServiceSettings, owner: str, background: Background
) -> None:
    publishers = [Publisher(settings), Publisher(settings)]
    for publisher in publishers:
        background(Relay(settings, owner, publisher).run())
    said: list[UUID] = []
    for _ in range(4):
        said += await say(database, 20)
        await database.fetch("SELECT pg_terminate_backend(%s)", (await leader(database),))
        said += await say(database, 20)
    assert set(await published(settings, owner, len(said))) == set(said)
    await leader(database)
    for publisher in publishers:
        await publisher.close()


async def test_the_second_relay_takes_over_when_the_first_stops(
    database: Database, settings: ServiceSettings, owner: str, publisher: Publisher, background: Background
) -> None:
    first = background(Relay(settings, owner, publisher).run())
    pid = await leader(database)
    background(Relay(settings, owner, publisher).run())
    said = await say(database, 5)
    assert set(await published(settings, owner, 5)) == set(said)
    await end(first)
    said += await say(database, 5)
    assert set(await published(settings, owner, 10)) == set(said)
    assert await leader(database) != pid


async def test_a_leader_that_is_frozen_is_put_out_of_the_way(
    database: Database, settings: ServiceSettings, owner: str, publisher: Publisher, background: Background
) -> None:
    frozen = await aiopg.connect(settings.dsn)
    async with frozen.cursor() as cursor:
        await cursor.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
        said = await say(database, 3)
        background(Relay(settings, owner, publisher).run())
        await asyncio.sleep(2 * STANDBY_SECONDS)
        assert await leader(database) == await frozen.get_backend_pid()
        await database.fetch("UPDATE relay_cursor SET beat_at = beat_at - interval '1 hour' RETURNING 1")
        assert await published(settings, owner, 3) == said
        with pytest.raises((psycopg2.OperationalError, psycopg2.InterfaceError)):
            await cursor.execute("SELECT 1")
    await frozen.close()


async def test_a_leader_beats_while_the_broker_keeps_it_waiting(
    database: Database, settings: ServiceSettings, owner: str, background: Background
) -> None:
    away = Publisher(settings.model_copy(update={"kafka_brokers": "127.0.0.1:1"}))
    background(Relay(settings, owner, away).run())
    await leader(database)
    await say(database, 1)
    ((before,),) = await database.fetch("UPDATE relay_cursor SET beat_at = now() - interval '1 s' RETURNING beat_at")
    async with asyncio.timeout(10):
        while await database.fetch("SELECT beat_at FROM relay_cursor") == [(before,)]:
            await asyncio.sleep(0.02)
    await away.close()


async def test_a_relay_whose_epoch_is_over_does_not_move_the_cursor(
    database: Database, settings: ServiceSettings, owner: str, publisher: Publisher, background: Background
) -> None:
    background(Relay(settings, owner, publisher).run())
    await leader(database)
    await published(settings, owner, len(await say(database, 1)))
    async with database.transaction() as tx:
        await tx.execute("UPDATE relay_cursor SET epoch = epoch + 10")
        await tx.execute("CREATE TABLE moves AS SELECT epoch FROM relay_cursor WHERE false")
        await tx.execute(
            "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS"
            " $$BEGIN INSERT INTO moves VALUES (NEW.epoch); RETURN NEW; END$$"
        )
        await tx.execute(
            "CREATE TRIGGER note AFTER UPDATE ON relay_cursor FOR EACH ROW"
            " WHEN (OLD.tx <> NEW.tx) EXECUTE FUNCTION note()"
        )
    said = await say(database, 1)
    assert (await published(settings, owner, 2))[1:] == said
    async with asyncio.timeout(10):
        while not (moves := await database.fetch("SELECT epoch FROM moves")):
            await asyncio.sleep(0.02)
    assert set(moves) == {(12,)}
