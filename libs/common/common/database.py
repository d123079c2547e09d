"""PostgreSQL through aiopg: a pool, and transactions that are committed whole or not at all."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiopg
import psycopg2
import structlog
from psycopg2.extensions import TRANSACTION_STATUS_IDLE

from common.details import Pool
from common.transaction import BEGIN, Params, Row, Tx

log = structlog.get_logger(__name__)


class Database:
    """A service's own database. Raises `psycopg2.OperationalError` (transient) while it cannot be reached."""

    def __init__(self, pool: aiopg.Pool, at_connect: list[Callable[[], None]]) -> None:
        """What is put into `at_connect` is called whenever a connection was opened: it may be to another server."""
        self._pool, self.at_connect = pool, at_connect

    @classmethod
    async def connect(cls, dsn: str, size: int) -> "Database":
        """Open a pool of at most `size` connections; a statement that takes over 10 s fails."""
        options = "-c statement_timeout=10000 -c idle_in_transaction_session_timeout=6000"
        at_connect: list[Callable[[], None]] = []

        async def connected(_: aiopg.Connection) -> None:
            for call in at_connect:
                call()

        pool = await aiopg.create_pool(
            dsn,
            minsize=1,
            maxsize=size,
            timeout=12,
            enable_hstore=False,
            enable_json=False,
            on_connect=connected,
            options=options,
        )
        return cls(pool, at_connect)

    @asynccontextmanager
    async def transaction(self, *, again: bool = False) -> AsyncIterator[Tx]:
        """BEGIN … COMMIT around the block; any exception, cancellation included, rolls back and goes on.

        `again` is for what was tried before: see `Tx`.
        """
        async with self._cursor() as cursor:
            tx = Tx(cursor, BEGIN, again=again)
            try:
                yield tx
                await tx.commit()
            except BaseException:
                await _roll_back(cursor)
                raise
            for callback in tx.after_commit:
                callback()
            await _prepare(tx)

    async def fetch(self, sql: str, params: Params = None) -> list[Row]:
        """One query on its own; returns all its rows."""
        async with self._cursor() as cursor:
            return await Tx(cursor, "").fetch(sql, params)

    async def fetch_one(self, sql: str, params: Params = None) -> Row | None:
        """One query on its own; returns its first row, or None."""
        async with self._cursor() as cursor:
            return await Tx(cursor, "").fetch_one(sql, params)

    @property
    def pool(self) -> Pool:
        """How busy the connections are."""
        pool = self._pool
        return {"open": pool.size, "used": pool.size - pool.freesize, "most": pool.maxsize or 0}

    async def close(self) -> None:
        """Close every connection once it is given back."""
        self._pool.close()
        await self._pool.wait_closed()

    @asynccontextmanager
    async def _cursor(self) -> AsyncIterator[Any]:
        async with self._pool.acquire() as connection, connection.cursor() as cursor:
            yield cursor


async def _prepare(tx: Tx) -> None:
    try:
        await tx.prepare()
    except psycopg2.Error as error:  # no concern of whoever has committed; the next use tries again
        log.warning("preparing a statement failed", error=str(error))


async def _roll_back(cursor: Any) -> None:
    connection = cursor.raw.connection
    if connection.closed or connection.get_transaction_status() == TRANSACTION_STATUS_IDLE:
        return
    try:
        await cursor.execute("ROLLBACK")
    except psycopg2.Error as error:  # the server forgets the transaction with the connection
        log.warning("rollback failed", error=str(error))
        await cursor.connection.close()  # aiopg's own, which takes its socket back from the loop first
