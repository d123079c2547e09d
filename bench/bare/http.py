"""As little HTTP as takes a POST with a JSON body on a kept connection, and answers 201."""

import asyncio
import re
from collections.abc import Awaitable, Callable

import orjson

from bench.bare.events import Json

END_OF_HEAD = b"\r\n\r\n"
CONTENT_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)
USER = re.compile(rb"\r\nauthorization: bearer ([0-9a-f-]{36})", re.IGNORECASE)  # no token: the user's id itself
ANSWER = b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"

Handle = Callable[[Json, str], Awaitable[Json]]


class Connection(asyncio.Protocol):
    """One request after the other, each answered by what `handle` makes of its body and its user."""

    transport: asyncio.Transport

    def __init__(self, handle: Handle) -> None:
        self._handle, self._received = handle, b""
        self._answering: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment] # a TCP one, by any loop

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, end_of_head, body = self._received.partition(END_OF_HEAD)
        length, user = CONTENT_LENGTH.search(head), USER.search(head)
        if not end_of_head or length is None or user is None or len(body) < int(length[1]):
            return
        self._received = b""
        self._answering = asyncio.create_task(self._answer(orjson.loads(body), user[1].decode()))

    async def _answer(self, body: Json, user: str) -> None:
        answer = orjson.dumps(await self._handle(body, user))
        self.transport.write(ANSWER % (len(answer), answer))
