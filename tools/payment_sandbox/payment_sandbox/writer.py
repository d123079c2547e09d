"""Group commit: what arrives while one commit is on its way to the disk goes together into the next."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self, TypeVar, cast

from payment_sandbox.problems import Problem
from payment_sandbox.record import Record, open_record

T = TypeVar("T")
Work = Callable[[Record], object]


@dataclass
class _Batch:
    works: list[Work] = field(default_factory=list)
    commit: asyncio.Task[list[object]] | None = None


class Writer:
    """The only writer of the record, in a thread of its own, one transaction after the other."""

    def __init__(self, connection: sqlite3.Connection, thread: ThreadPoolExecutor) -> None:
        self._connection = connection
        self._record = Record(connection)
        self._thread = thread
        self._free = asyncio.Lock()
        self._next = _Batch()

    @classmethod
    async def open(cls, path: Path) -> Self:
        thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer")
        connection = await asyncio.get_running_loop().run_in_executor(thread, open_record, path)
        return cls(connection, thread)

    async def close(self) -> None:
        """Wait for the commit that is running, then close the file."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._connection.close)
        self._thread.shutdown()

    async def submit(self, work: Callable[[Record], T]) -> T:
        """Return what `work` returns, or raise the Problem it raises, once what it wrote is on the disk.

        A Problem is an answer, not a failure: what was written before it was raised is committed too.
        Works run one at a time, so none needs to think of another. Raises sqlite3.OperationalError if
        the record cannot be written; then nothing of the batch was.
        """
        batch, place = self._next, len(self._next.works)
        batch.works.append(work)
        if batch.commit is None:
            batch.commit = asyncio.create_task(self._commit_when_free(batch))
        outcome = (await asyncio.shield(batch.commit))[place]
        if isinstance(outcome, Problem):
            raise outcome
        return cast(T, outcome)

    async def _commit_when_free(self, batch: _Batch) -> list[object]:
        async with self._free:
            self._next = _Batch()
            return await asyncio.get_running_loop().run_in_executor(self._thread, self._commit, batch.works)

    def _commit(self, works: list[Work]) -> list[object]:
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            return [self._outcome(work) for work in works]

    def _outcome(self, work: Work) -> object:
        try:
            return work(self._record)
        except Problem as refusal:
            return refusal
