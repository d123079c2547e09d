"""Damage done to the stores of one order, a row at a time, and undone: the rows are as they were before."""

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from common.database import Database
from common.settings import ServiceSettings

SANDBOX = "sandbox"


@dataclass(frozen=True)
class Damage:
    """A statement about the order `:id` that spoils `table`, whose column `key` names orders, and what must be said."""

    database: str
    table: str
    key: str
    statement: str
    says: str


async def _rows(database: Database, damage: Damage, order_id: str) -> str:
    sql = f"SELECT coalesce(json_agg(row_to_json(t)), '[]')::text FROM {damage.table} t WHERE {damage.key} = %s::uuid"
    row = await database.fetch_one(sql, (order_id,))
    assert row is not None
    return str(row[0])


@asynccontextmanager
async def damaged(server: ServiceSettings, home: Path, damage: Damage, order_id: str) -> AsyncIterator[None]:
    """The stores of a running stack are spoiled within the block."""
    if damage.database == SANDBOX:
        with _record_damaged(home / "services" / "payment-sandbox" / "sandbox.db", damage, order_id):
            yield
        return
    database = await Database.connect(server.model_copy(update={"database_name": damage.database}).dsn, 1)
    rows = await _rows(database, damage, order_id)
    try:
        async with database.transaction() as tx:
            assert await tx.execute(damage.statement.replace(":id", f"'{order_id}'")), "nothing was damaged"
        yield
    finally:
        async with database.transaction() as tx:
            await tx.execute(f"DELETE FROM {damage.table} WHERE {damage.key} = %s::uuid", (order_id,))
            await tx.execute(
                f"INSERT INTO {damage.table} OVERRIDING SYSTEM VALUE"
                f" SELECT * FROM json_populate_recordset(NULL::{damage.table}, %s)",
                (rows,),
            )
        await database.close()


@contextmanager
def _record_damaged(path: Path, damage: Damage, order_id: str) -> Iterator[None]:
    with closing(sqlite3.connect(path, isolation_level=None)) as record:
        rows = record.execute(f"SELECT * FROM {damage.table} WHERE {damage.key} = ?", (order_id,)).fetchall()
        try:
            assert record.execute(damage.statement, {"id": order_id}).rowcount, "nothing was damaged"
            yield
        finally:
            record.execute(f"DELETE FROM {damage.table} WHERE {damage.key} = ?", (order_id,))
            record.executemany(f"INSERT INTO {damage.table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
