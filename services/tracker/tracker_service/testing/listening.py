"""Server-Sent Events as a client reads them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import orjson
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient

Client = TestClient[web.Request, web.Application]


@dataclass(frozen=True, slots=True)
class Message:
    """One event of a stream, its data decoded."""

    id: str
    event: str
    data: Any


class Listener:
    """A client at the other end of a stream."""

    def __init__(self, response: ClientResponse) -> None:
        self.response = response

    async def line(self) -> str:
        """The next line, whatever it says; "" at the end of a message. Raises `EOFError` at the end of the stream."""
        line = (await self.response.content.readline()).decode()
        if not line:
            raise EOFError("the stream ended")
        return line.removesuffix("\n")

    async def next(self) -> Message:
        """The next message; comments are passed over."""
        fields: dict[str, str] = {}
        while "data" not in fields or await self.line():
            name, _, value = (await self.line()).partition(": ")
            fields[name] = value
        return Message(fields["id"], fields["event"], orjson.loads(fields["data"]))

    async def ids(self, count: int) -> list[str]:
        """The ids of the next messages."""
        return [(await self.next()).id for _ in range(count)]

    async def rest(self) -> str:
        """All there is until the stream ends."""
        return (await self.response.content.read()).decode()


@asynccontextmanager
async def listening(api: Client, path: str, headers: dict[str, str]) -> AsyncIterator[Listener]:
    """Follow a path that answers with a stream."""
    async with api.get(path, headers={"Accept": "text/event-stream", **headers}) as response:
        assert response.status == 200, await response.text()
        yield Listener(response)


async def until_there_is_room(client: Client, path: str, headers: dict[str, str]) -> None:
    """Try to follow a path until it is not refused any more."""
    while True:
        async with client.get(path, headers=headers) as response:
            if response.status != 503:
                return
