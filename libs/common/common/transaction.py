"""One open transaction: statements that nobody waits for go out together with the next."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import psycopg2
import psycopg2.errors
from psycopg2.extensions import QueryCanceledError

from common import prepared
from common.arrays import bound
from common.errors import StreamConflict, Transient
from common.prepared import Prepared

Row = tuple[Any, ...]
Params = Sequence[Any] | dict[str, Any] | None

BEGIN = "BEGIN"


class Tx:
    """One open transaction. Callbacks added to `after_commit` run once it is durable, and not otherwise.

    Raises `psycopg2.OperationalError` for a statement over its time limit, `psycopg2.DataError` for text with NUL.
    """

    def __init__(self, cursor: Any, first: str, *, again: bool = False) -> None:
        """`first` is the statement that opens it, if any; it goes out together with the next.

        `again`: what it does was tried before, and may even have been committed; nothing is to be taken for granted.
        """
        self._cursor, self.again = cursor, again
        self._waiting: list[bytes] = [first.encode()] if first else []
        self._conflicts: dict[str, type[Transient]] = {}
        self._unprepared: set[Prepared] = set()
        self.is_begun = False  # whether the server has heard of it yet
        self.after_commit: list[Callable[[], None]] = []

    def later(
        self, sql: str, params: Params = None, *, conflict: str = "", error: type[Transient] = StreamConflict
    ) -> None:
        """Run a statement together with the next that is awaited, the COMMIT at the latest: one round trip less.

        Whoever awaits that one gets its error. Violating the constraint `conflict` is an `error`.
        """
        self._waiting.append(self._bound(sql, params))
        if conflict:
            self._conflicts[conflict] = error

    async def execute(self, sql: str, params: Params = None) -> int:
        """Run a statement; returns the number of rows it touched."""
        await self._run(sql, params)
        return int(self._cursor.rowcount)

    async def fetch(self, sql: str, params: Params = None) -> list[Row]:
        """Run a query; returns all its rows."""
        await self._run(sql, params)
        return list(await self._cursor.fetchall())

    async def fetch_one(self, sql: str, params: Params = None) -> Row | None:
        """Run a query; returns its first row, or None."""
        rows = await self.fetch(sql, params)
        return rows[0] if rows else None

    async def commit(self) -> None:
        """Make it durable, unless nothing was done at all."""
        if self._waiting != [BEGIN.encode()]:
            await self._run("COMMIT", None)

    async def prepare(self) -> None:
        """Have the connection prepare, for the next time, what was worth it. To be called after the end.

        Raises `psycopg2.Error`, which says nothing about what was done.
        """
        for sql in self._unprepared:
            await self._execute(sql.prepare)
            prepared.note(self._cursor.raw.connection, sql)

    async def _run(self, sql: str, params: Params) -> None:
        statements = b"; ".join([*self._waiting, self._bound(sql, params)])
        self._waiting.clear()
        self.is_begun = True
        try:
            await self._execute(statements)
        except psycopg2.errors.UniqueViolation as error:
            conflict = self._conflicts.get(error.diag.constraint_name or "")
            if conflict is None:
                raise
            raise conflict(str(error).strip()) from error

    async def _execute(self, statements: str | bytes) -> None:
        try:
            await self._cursor.execute(statements)
        except asyncio.CancelledError as error:
            if isinstance(error.__context__, QueryCanceledError):  # aiopg says "cancelled" for the server's time limit
                raise error.__context__ from None
            raise

    def _bound(self, sql: str, params: Params) -> bytes:
        if isinstance(sql, Prepared):
            params = bound(sql.types, params or ())
            if prepared.is_known(self._cursor.raw.connection, sql):
                sql = sql.execute
            else:
                self._unprepared.add(sql)
        try:
            return bytes(self._cursor.raw.mogrify(sql, params))
        except ValueError as error:  # psycopg2 refuses NUL and lone surrogates before the server can
            raise psycopg2.DataError(str(error)) from error


def columns(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Rows turned into columns, as `unnest` takes them."""
    return [list(column) for column in zip(*rows, strict=True)]
