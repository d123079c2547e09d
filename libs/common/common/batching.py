"""Group commit: commands that arrive while a transaction runs go together into the next one."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

from common.commands import Decider
from common.database import Database
from common.errors import Overloaded, Transient
from common.failpoints import failpoint
from common.faults import TRANSIENT
from common.requests import Outcome, Request
from common.retries import backoff
from common.tracing import spans

C = TypeVar("C")
S = TypeVar("S")


class GroupCommit(Generic[C, S]):
    """Commands of concurrent callers, one transaction at a time, each caller with its own outcome."""

    def __init__(
        self,
        database: Database,
        decider: Decider[C, S],
        *,
        most: int = 100,
        waiting: int = 400,
        patience: float = 4.0,
    ) -> None:
        """`most` commands a transaction; over `waiting` in line are refused; `patience` seconds of retries."""
        self._database, self._decider = database, decider
        self._most, self._waiting, self._patience = most, waiting, patience
        self._line: deque[tuple[Request[C], asyncio.Future[Outcome[S]]]] = deque()
        self._arrived = asyncio.Event()

    async def submit(self, request: Request[C]) -> Outcome[S]:
        """Carry out one command durably.

        Raises its `Refusal`, `Overloaded` when too many wait, `Transient` when the database stayed away (then the
        command may or may not have been carried out), and whatever else this one command alone brings about.
        """
        if len(self._line) >= self._waiting:
            raise Overloaded(f"{self._waiting} commands are waiting already")
        answer: asyncio.Future[Outcome[S]] = asyncio.get_running_loop().create_future()
        self._line.append((request, answer))
        self._arrived.set()
        outcome = await answer
        if outcome.refusal is not None:
            raise outcome.refusal
        return outcome

    async def run(self) -> None:
        """Commit batches for ever; cancel it only when nobody submits any more."""
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            while self._line:
                batch = [self._line.popleft() for _ in range(min(self._most, len(self._line)))]
                wanted = [entry for entry in batch if not entry[1].done()]  # who went away was promised nothing
                if wanted:
                    await self._commit(wanted)

    async def _commit(self, batch: list[tuple[Request[C], "asyncio.Future[Outcome[S]]"]]) -> None:
        try:
            requests = [request for request, _ in batch]
            with spans().committing(requests):
                outcomes = await self._execute(requests)
        except TRANSIENT as error:
            transient = Transient(str(error))
            _settle(batch, lambda future, _: future.set_exception(transient))
        except Exception as error:  # told to its caller, for no other command is to suffer from it  # noqa: BLE001
            if len(batch) > 1:
                for one in batch:
                    await self._commit([one])
                return
            fault = error
            _settle(batch, lambda future, _: future.set_exception(fault))
        else:
            _settle(batch, lambda future, n: future.set_result(outcomes[n]))

    async def _execute(self, requests: list[Request[C]]) -> list[Outcome[S]]:
        async for attempt in backoff(self._patience):
            with attempt:
                async with self._database.transaction(again=attempt.num > 1) as tx:
                    outcomes = await self._decider.execute(tx, requests)
                    await failpoint("command.committing")
                await failpoint("command.committed")
                return outcomes
        raise AssertionError("backoff ends by a return or by raising")


def _settle(
    batch: list[tuple[Request[C], "asyncio.Future[Outcome[S]]"]],
    settle: "Callable[[asyncio.Future[Outcome[S]], int], None]",
) -> None:
    for n, (_, future) in enumerate(batch):
        if not future.done():  # its caller may have gone away
            settle(future, n)
