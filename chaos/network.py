"""The way from the services to a server, which can be cut: a port that passes on to the server's own."""

import asyncio
import socket
import struct
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Self

from stack.settings import HOST, Settings

SERVERS = {"kafka": "kafka-detour", "postgres": "postgres", "redis": "redis", "payment-sandbox": "payment-sandbox"}
CHUNK = 2**16
RESET = struct.pack("ii", 1, 0)  # SO_LINGER for no time: closing says that something went wrong


class Detour:
    """Passes connections on from one port to another, unless it is cut or swallows what it gets."""

    def __init__(self, port: int, target: int) -> None:
        self._port, self._target = port, target
        self._server: asyncio.Server | None = None
        self._passing = asyncio.Event()
        self._ends: set[StreamWriter] = set()

    async def __aenter__(self) -> Self:
        self._passing.set()
        await self._open()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._cut()

    @asynccontextmanager
    async def cut(self) -> AsyncIterator[None]:
        """During the block connections are reset, and new ones refused."""
        self._cut()
        try:
            yield
        finally:
            await self._open()

    @asynccontextmanager
    async def silent(self) -> AsyncIterator[None]:
        """During the block everything is taken and nothing arrives, not even that it was; then it arrives, late."""
        self._passing.clear()
        try:
            yield
        finally:
            self._passing.set()

    async def _open(self) -> None:
        self._server = await asyncio.start_server(self._connected, HOST, self._port)

    def _cut(self) -> None:
        if self._server:
            self._server.close()
        for end in self._ends:
            if not end.is_closing():
                end.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                end.transport.abort()

    async def _connected(self, reader: StreamReader, writer: StreamWriter) -> None:
        await self._passing.wait()
        try:
            there, back = await asyncio.open_connection(HOST, self._target)
        except OSError:  # the server is away: so are we
            writer.transport.abort()
            return
        self._ends |= {writer, back}
        # A side that ends by an error ends as one that just ends: the other is closed.
        await asyncio.gather(self._pass_on(reader, back), self._pass_on(there, writer), return_exceptions=True)
        self._ends -= {writer, back}

    async def _pass_on(self, reader: StreamReader, writer: StreamWriter) -> None:
        try:
            while data := await reader.read(CHUNK):
                await self._passing.wait()
                writer.write(data)
                await writer.drain()
        finally:
            writer.close()


@asynccontextmanager
async def all_detours(settings: Settings) -> AsyncIterator[dict[str, Detour]]:
    """A detour to each server, by name."""
    async with AsyncExitStack() as stack:
        yield {
            name: await stack.enter_async_context(Detour(settings.reach(name), settings.port(port)))
            for name, port in SERVERS.items()
        }
