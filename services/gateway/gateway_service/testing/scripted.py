"""For tests: a replica that answers by the bytes it is told, and the pool of connections that asks it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from gateway_service.pool import Pool
from gateway_service.wire import Answer

FINE = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
Say = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Scripted:
    """A server that answers by the bytes that it is told, and counts its connections."""

    def __init__(self, *answers: bytes, say: Say | None = None) -> None:
        self.answers, self.heads, self.connections, self._say = list(answers), list[bytes](), 0, say

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer on one connection, until it ends."""
        self.connections += 1
        try:
            while True:
                self.heads.append(await reader.readuntil(b"\r\n\r\n"))
                if self._say:
                    await self._say(reader, writer)
                writer.write(self.answers.pop(0) if self.answers else FINE)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


@asynccontextmanager
async def asking(replica: Scripted) -> AsyncIterator[Pool]:
    """A pool of connections to it."""
    server = await asyncio.start_server(replica.meet, "127.0.0.1", 0)
    pool = Pool(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    try:
        yield pool
    finally:
        pool.close()
        server.close()


async def get(pool: Pool, seconds: float = 5.0) -> Answer:
    """Ask for something, with one header."""
    return await pool.ask("GET", "/x?y=1", {"A": "1"}, b"", asyncio.get_running_loop().time() + seconds)
