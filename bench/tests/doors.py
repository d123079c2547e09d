"""Something to order at, in memory: answers as it is told, after as long as it is told, and shuts the door at times."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import aiohttp

from bench.stage import Stage
from bench.watch import Watch

ANSWER = b"HTTP/1.1 %b\r\nContent-Length: %d\r\n%b\r\n%b"
CLOSES = b"Connection: close\r\n"


def accepted(number: int, headers: bytes = b"") -> bytes:
    """The answer to an order, whose id is its number."""
    return answer(b"201 Created", b'{"id": "%d"}' % number, headers)


def answer(status: bytes, body: bytes = b"{}", headers: bytes = b"") -> bytes:
    """An answer as it goes over the wire."""
    return ANSWER % (status, len(body), headers, body)


@asynccontextmanager
async def door(said: Callable[[int], bytes], seconds: float = 0.0) -> AsyncIterator[Stage]:
    """A stage whose door says `said(n)` to the n-th request, from 0, after `seconds`; to no bytes it hangs up."""
    asked, keepers = 0, set[asyncio.Task[None]]()

    async def keep(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        keepers.add(cast(asyncio.Task[None], asyncio.current_task()))
        while head := await _head(reader):
            length = next((int(line[15:]) for line in head.split(b"\r\n") if line.startswith(b"Content-Length:")), 0)
            await reader.readexactly(length)
            saying, asked = said(asked), asked + 1
            await asyncio.sleep(seconds)
            writer.write(saying)
            if not saying or CLOSES in saying:
                break
        writer.close()

    server = await asyncio.start_server(keep, "127.0.0.1")
    try:
        yield _stage(server.sockets[0].getsockname()[:2])
    finally:
        server.close()
        for keeper in keepers:
            keeper.cancel()


class Settles:
    """Stands for a watch: every order settles, but those that are `lost`, as soon as it is asked for."""

    def __init__(self, lost: Sequence[str] = ()) -> None:
        self._lost, self._when = lost, dict[str, float]()

    async def settled(self, order: str) -> float:
        """See `Watch`."""
        if not self.has_settled(order):
            await asyncio.Event().wait()
        return self.when(order)

    def has_settled(self, order: str) -> bool:
        """See `Watch`."""
        return order not in self._lost

    def when(self, order: str) -> float:
        """See `Watch`."""
        return self._when.setdefault(order, time.perf_counter())

    def as_watch(self) -> Watch:
        """For whom wants one."""
        return cast(Watch, self)


async def _head(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return b""


def _stage(nginx: tuple[str, int]) -> Stage:
    return Stage(Path(), nginx, "", 0, cast(aiohttp.ClientSession, None), ["a-token", "another"])
