"""The kept connections to one replica, used in turn by whoever asks it."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Mapping
from typing import TypeVar

from yarl import URL

from gateway_service.wire import Answer, Connection

CONNECT_SECONDS = 2.0
CONNECTIONS = 256  # to one replica, so that a service that hangs cannot use up this process's sockets
KEPT_SECONDS = 15.0  # unused; services keep theirs longer, so that seldom both sides move at once

T = TypeVar("T")


class NotSent(Exception):
    """There was no connection to be had, so nothing was asked."""


class Pool:
    """Connections are opened when they are needed; the one that was used last is used next. `name`: host and port."""

    def __init__(self, url: str) -> None:
        at = URL(url)
        self._host, self._port, self._tls = at.host or "", at.port or 0, at.scheme == "https"
        self.name = at.host_port_subcomponent or ""
        self._permits = asyncio.Semaphore(CONNECTIONS)
        self._idle = deque[tuple[Connection, float]]()

    async def ask(self, method: str, target: str, headers: Mapping[str, str], body: bytes, deadline: float) -> Answer:
        """Raises `NotSent`, `BrokeOff`, or `TimeoutError` at `deadline` (the event loop's time)."""
        request = _written(method, target, {"Host": self.name, **headers}, body)
        if self._permits.locked():
            await _in_time(self._permits.acquire(), deadline)
        else:
            await self._permits.acquire()
        try:
            connection = self._kept() or await self._opened(deadline)
            try:
                return await connection.ask(request, deadline)
            finally:
                self._take_back(connection)
        finally:
            self._permits.release()

    def close(self) -> None:
        """End what is kept."""
        while self._idle:
            self._idle.pop()[0].close()

    def _take_back(self, connection: Connection) -> None:
        if connection.is_usable:
            self._idle.append((connection, _time()))
        else:
            connection.close()

    def _kept(self) -> Connection | None:
        stale = _time() - KEPT_SECONDS
        while self._idle and self._idle[0][1] < stale:
            self._idle.popleft()[0].close()
        while self._idle:
            connection, _ = self._idle.pop()
            if connection.is_usable:
                return connection
        return None

    async def _opened(self, deadline: float) -> Connection:
        loop, tls = asyncio.get_running_loop(), self._tls or None
        opening = loop.create_connection(Connection, self._host, self._port, ssl=tls)
        _, connection = await _in_time(opening, deadline)
        if not connection.is_usable:  # a replica that dies takes connections until its listener is gone
            raise NotSent("closed as soon as it was opened")
        return connection


async def _in_time(work: Awaitable[T], deadline: float) -> T:
    """What must be done before anything is sent; raises `NotSent`."""
    try:
        async with asyncio.timeout_at(min(deadline, _time() + CONNECT_SECONDS)):
            return await work
    except OSError as error:  # a `TimeoutError` is one too
        raise NotSent(repr(error)) from error


def _written(method: str, target: str, headers: Mapping[str, str], body: bytes) -> bytes:
    """A request as it goes over the wire; raises `ValueError` for what would become another one there."""
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    if body or method != "GET":
        lines.append(f"Content-Length: {len(body)}")
    head = "\r\n".join(lines)
    if not head.count("\r") == head.count("\n") == len(lines) - 1:
        raise ValueError("a line break within a header")
    # Bytes that are no text go on as they came: aiohttp hands them over as surrogates.
    return f"{head}\r\n\r\n".encode("utf-8", "surrogateescape") + body


def _time() -> float:
    return asyncio.get_running_loop().time()
