"""Group read: what is asked for while a query runs goes together into the next one, as commands do into a commit."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class GroupRead(Generic[K, V]):
    """Finds one thing for each of many callers by few queries; alone, a caller waits for no other.

    Each sees whatever was committed before it asked: a query takes up only what waits when it is sent.
    """

    def __init__(self, read: Callable[[Collection[K]], Awaitable[Mapping[K, V]]]) -> None:
        """`read` finds what there is of several keys."""
        self._read = read
        self._line: list[tuple[K, asyncio.Future[V | None]]] = []
        self._reading: asyncio.Task[None] | None = None

    async def one(self, key: K) -> V | None:
        """What is under `key`, if anything; raises what `read` raises."""
        answer: asyncio.Future[V | None] = asyncio.get_running_loop().create_future()
        self._line.append((key, answer))
        if self._reading is None:
            self._reading = asyncio.create_task(self._read_all())
        return await answer

    async def _read_all(self) -> None:
        while self._line:
            asked, self._line = self._line, []
            waiting = [(key, answer) for key, answer in asked if not answer.done()]  # its caller may have gone away
            try:
                found = await self._read({key for key, _ in waiting})
            except Exception as error:  # told to everybody who asked  # noqa: BLE001
                for _, answer in waiting:
                    _settle(answer, error)
            else:
                for key, answer in waiting:
                    _settle(answer, found.get(key))
        self._reading = None


def _settle(answer: "asyncio.Future[V | None]", result: V | Exception | None) -> None:
    if answer.done():
        return
    if isinstance(result, Exception):
        answer.set_exception(result)
    else:
        answer.set_result(result)
