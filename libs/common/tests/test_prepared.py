"""Statements that are run again and again are prepared by each connection, after their first use."""

import asyncio

import psycopg2
import pytest
from common.database import Database
from common.prepared import Prepared

INSERT = Prepared("INSERT INTO things SELECT * FROM unnest(%s::text[], %s::int[])")


@pytest.fixture(autouse=True)
async def _table(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.execute("CREATE TABLE things (name text PRIMARY KEY, number int)")


async def known(database: Database) -> int:
    """How many statements the connection has prepared."""
    ((count,),) = await database.fetch("SELECT count(*) FROM pg_prepared_statements")
    return int(count)


async def put(database: Database, name: str) -> None:
    """One row, which goes out with COMMIT."""
    async with database.transaction() as tx:
        tx.later(INSERT, [[name], [len(name)]])


async def test_the_first_use_prepares_and_the_next_has_the_same_effect(database: Database) -> None:
    assert await known(database) == 0
    for name in ("a", "bb", "ccc"):
        await put(database, name)
        assert await known(database) == 1
    assert await database.fetch("SELECT * FROM things ORDER BY name") == [("a", 1), ("bb", 2), ("ccc", 3)]


async def test_what_failed_is_prepared_by_the_next_that_does_not(database: Database) -> None:
    await put(database, "a")
    with pytest.raises(psycopg2.IntegrityError):
        await put(database, "a")
    await put(database, "b")
    assert await database.fetch("SELECT name FROM things ORDER BY name") == [("a",), ("b",)]


async def test_another_connection_prepares_for_itself(database: Database) -> None:
    await put(database, "a")
    await database.fetch(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        " AND datname = current_database()"
    )
    async with database.transaction() as held:  # keeps its connection, so that the next is another
        await held.fetch("SELECT 1")
        await put(database, "b")
        await put(database, "c")
    assert await database.fetch("SELECT count(*) FROM things") == [(3,)]


async def test_what_cannot_be_prepared_is_done_all_the_same(database: Database) -> None:
    async with database.transaction() as tx:
        tx.later(INSERT, [["a"], [1]])
        tx.later("DROP TABLE things")
    assert await known(database) == 0


async def test_preparing_that_takes_too_long_does_not_undo_what_is_durable(database: Database) -> None:
    locked = asyncio.Event()

    async def lock() -> None:
        async with database.transaction() as tx:
            await tx.execute("LOCK TABLE things IN ACCESS EXCLUSIVE MODE")  # has to wait for the COMMIT
            while not await cancel_waiting(database):
                await asyncio.sleep(0.01)
        locked.set()

    async with database.transaction() as tx:
        await tx.execute(INSERT, [["a"], [1]])
        locking = asyncio.create_task(lock())
        while not await database.fetch("SELECT 1 FROM pg_locks WHERE NOT granted"):
            await asyncio.sleep(0.01)
    await locking
    assert await database.fetch("SELECT name FROM things") == [("a",)]


async def cancel_waiting(database: Database) -> bool:
    """Do to a PREPARE what the time limit of statements does."""
    return bool(
        await database.fetch(
            "SELECT pg_cancel_backend(pid) FROM pg_stat_activity"
            " WHERE wait_event_type = 'Lock' AND query LIKE 'PREPARE%'"
        )
    )
