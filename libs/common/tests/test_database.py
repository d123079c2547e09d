"""Transactions: whole or not at all, whatever ends them, and the pool gives only connections that work."""

import asyncio

import psycopg2
import pytest
from common.database import Database


@pytest.fixture(autouse=True)
async def _table(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.execute("CREATE TABLE things (name text)")


async def things(database: Database) -> list[str]:
    """What the table holds."""
    return [name for (name,) in await database.fetch("SELECT name FROM things")]


async def test_an_exception_undoes_the_transaction_and_its_callbacks(database: Database) -> None:
    called: list[str] = []

    async def fail() -> None:
        async with database.transaction() as tx:
            tx.after_commit.append(lambda: called.append("called"))
            await tx.execute("INSERT INTO things VALUES ('a')")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert await things(database) == []
    assert called == []


async def test_callbacks_run_once_the_transaction_is_durable(database: Database) -> None:
    called: list[str] = []
    async with database.transaction() as tx:
        tx.after_commit.append(lambda: called.append("called"))
        assert await tx.execute("INSERT INTO things VALUES ('a')") == 1
        assert called == []
    assert called == ["called"]


async def test_a_cancelled_transaction_leaves_nothing_and_the_pool_whole(database: Database) -> None:
    begun = asyncio.Event()

    async def slow() -> None:
        async with database.transaction() as tx:
            await tx.execute("INSERT INTO things VALUES ('a')")
            begun.set()
            await tx.execute("SELECT pg_sleep(2)")

    tasks = [asyncio.create_task(slow()) for _ in range(5)]
    await begun.wait()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert all(task.cancelled() for task in tasks)
    assert await asyncio.gather(*(things(database) for _ in range(5))) == [[]] * 5


async def test_a_statement_over_its_time_limit_is_a_transient_fault_and_no_cancellation(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.execute("SET LOCAL statement_timeout = 50")
        with pytest.raises(psycopg2.OperationalError):
            await tx.execute("SELECT pg_sleep(5)")


@pytest.mark.parametrize("text", ["nul \0", "lone surrogate \ud800"], ids=["nul", "surrogate"])
async def test_text_that_postgresql_cannot_hold_is_a_data_error(database: Database, text: str) -> None:
    with pytest.raises(psycopg2.DataError):
        async with database.transaction() as tx:
            await tx.execute("INSERT INTO things VALUES (%s)", (text,))


async def test_connections_that_the_server_ended_are_replaced(database: Database) -> None:
    async def backend() -> int:
        async with database.transaction() as tx:
            row = await tx.fetch_one("SELECT pg_backend_pid() FROM pg_sleep(0.05)")
            assert row is not None
            return int(row[0])

    before = await asyncio.gather(*(backend() for _ in range(4)))
    end = "SELECT pid, pg_terminate_backend(pid) FROM unnest(%s) AS pid WHERE pid <> pg_backend_pid()"
    ended = {pid for pid, _ in await database.fetch(end, (before,))}
    await asyncio.sleep(0.1)  # until the pool has heard of it
    after = await asyncio.gather(*(backend() for _ in range(5)))
    assert ended
    assert not ended & set(after)
