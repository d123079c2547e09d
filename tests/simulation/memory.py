"""A database in memory: transactions that are committed whole or not at all, and the deaths around a COMMIT."""

from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Literal, TypeVar

from common.transaction import Row

from tests.simulation.statements import STATEMENTS
from tests.simulation.tables import Params, Tables

T = TypeVar("T")
Fault = Literal["", "dies before it is durable", "dies once it is durable"]


class Death(BaseException):
    """The process is gone, as by kill -9: nothing catches this."""


class Tx:
    """In place of `common.transaction.Tx`. `after_commit` is let be: a bell only hastens what a schedule decides."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.after_commit: list[Callable[[], None]] = []

    def later(self, sql: str, params: Params = (), *, conflict: str = "") -> None:
        """Run it; an error comes now, not at COMMIT."""
        STATEMENTS[sql](self.tables, params)

    async def fetch(self, sql: str, params: Params = ()) -> list[Row]:
        """Run it; returns its rows."""
        return STATEMENTS[sql](self.tables, params)

    async def execute(self, sql: str, params: Params = ()) -> int:
        """Run it; nobody here asks how many rows it touched."""
        STATEMENTS[sql](self.tables, params)
        return 0


class MemoryDatabase:
    """In place of `common.database.Database`. `fault` strikes what is made durable next."""

    def __init__(self) -> None:
        self.tables = Tables()
        self.fault: Fault = ""

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Tx]:
        """BEGIN … COMMIT around the block."""
        earlier = self.tables.copy()
        self.tables.transactions += 1
        try:
            yield Tx(self.tables)
            self.strike("dies before it is durable")
        except BaseException:
            self.tables.restore(earlier)
            raise
        self.strike("dies once it is durable")

    def strike(self, fault: Fault) -> None:
        """Die, if that is the fault."""
        if self.fault == fault:
            self.fault = ""
            raise Death


def finish(work: Coroutine[Any, Any, T]) -> T:
    """Run what never has to wait, for everything it asks of is in memory."""
    try:
        work.send(None)
    except StopIteration as stop:
        value: T = stop.value
        return value
    raise AssertionError(f"{work} waits for something")
