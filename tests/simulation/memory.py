"""A database in memory: transactions that are committed whole or not at all, and the deaths around a COMMIT."""

from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Literal, TypeVar

from common import bell
from common.bell import Said
from common.errors import StreamConflict, Transient
from common.states import States
from common.transaction import Row

from tests.simulation.statements import STATEMENTS
from tests.simulation.tables import Params, Tables, Taken

T = TypeVar("T")
Fault = Literal["", "dies before it is durable", "dies once it is durable"]


class Death(BaseException):
    """A process is gone, as by kill -9: nothing catches this."""

    def __init__(self, replica: int) -> None:
        super().__init__(replica)
        self.replica = replica


class Tx:
    """In place of `common.transaction.Tx`."""

    def __init__(self, tables: Tables, *, again: bool = False) -> None:
        self.tables, self.again, self.is_begun = tables, again, False
        self.before_commit: list[Callable[[], None]] = []  # what must hold by then
        self.after_commit: list[Callable[[], None]] = []
        self._waiting: list[tuple[str, Params]] = []
        self._conflicts: dict[str, type[Transient]] = {}

    def later(
        self, sql: str, params: Params = (), *, conflict: str = "", error: type[Transient] = StreamConflict
    ) -> None:
        """Run it with the next that is awaited, or at COMMIT."""
        self._waiting.append((sql, params))
        self._conflicts[conflict] = error

    async def fetch(self, sql: str, params: Params = ()) -> list[Row]:
        """Run it; returns its rows."""
        self.run_what_waits()
        return STATEMENTS[sql](self.tables, params)

    async def execute(self, sql: str, params: Params = ()) -> int:
        """Run it; nobody here asks how many rows it touched."""
        await self.fetch(sql, params)
        return 0

    def run_what_waits(self) -> None:
        """Let the server hear of it."""
        self.is_begun = True
        waiting, self._waiting = self._waiting, []
        try:
            for sql, params in waiting:
                STATEMENTS[sql](self.tables, params)
        except Taken as taken:
            raise self._conflicts[str(taken)](str(taken)) from taken


class MemoryDatabase:
    """In place of `common.database.Database`, as one replica has it; `tables` are what they share, with a `fault` that
    strikes what is made durable next."""

    def __init__(self, tables: Tables, replica: int, hear: Callable[[Sequence[Said]], None]) -> None:
        self._tables, self._replica, self._hear = tables, replica, hear

    @asynccontextmanager
    async def transaction(self, *, again: bool = False) -> AsyncIterator[Tx]:
        """BEGIN … COMMIT around the block."""
        earlier = self._tables.copy()
        self._tables.transactions += 1
        tx = Tx(self._tables, again=again)
        try:
            yield tx
            tx.run_what_waits()
            for check in tx.before_commit:
                check()
            self.strike("dies before it is durable")
        except BaseException:
            self._tables.restore(earlier)
            raise
        self.strike("dies once it is durable")
        for callback in tx.after_commit:
            self._call(callback)

    def _call(self, callback: Callable[[], None]) -> None:
        """Only what the kernel keeps or hears: all else hastens what a schedule decides."""
        if isinstance(callback, partial):
            if callback.func is bell.ring:
                self._hear(*callback.args)
            elif getattr(callback.func, "__func__", None) is States.keep:
                callback()

    def strike(self, fault: Fault) -> None:
        """Die, if that is the fault."""
        if self._tables.fault == fault:
            raise Death(self._replica)


def finish(work: Coroutine[Any, Any, T]) -> T:
    """Run what never has to wait, for everything it asks of is in memory."""
    try:
        work.send(None)
    except StopIteration as stop:
        value: T = stop.value
        return value
    raise AssertionError(f"{work} waits for something")
