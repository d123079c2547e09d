"""Streams of whatever some function reads, served at `/`."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from common.errors import Transient
from common.http import application
from common.ids import new_id

from tracker_service.http.streams import Read, Streams
from tracker_service.logged import EventView, Logged, view_of
from tracker_service.testing.delivery import START
from tracker_service.testing.listening import Client

Found = list[tuple[int, EventView]]


@asynccontextmanager
async def serving(streams: Streams, read: Read) -> AsyncIterator[Client]:
    """A client of such a server, of one user."""
    user_id = new_id()

    async def follow(request: web.Request) -> web.StreamResponse:
        return await streams.follow(request, user_id, read, 0)

    app = application("tracker-1", lambda: True)
    app.router.add_get("/", follow)
    async with TestClient(TestServer(app)) as client:
        yield client
        await streams.close()


class Flood:
    """Reads more than any buffer holds; whoever takes nothing of it lags once it was `read`."""

    def __init__(self) -> None:
        self.read = asyncio.Event()

    async def __call__(self, after: int) -> Found:
        """Two hundred events of 100 kB."""
        self.read.set()
        ids = [new_id() for _ in range(4)]
        large = Logged(ids[0], "t", "s", "n", START, ids[1], 1, ids[2], ids[3], "topic", 0, 1, f'"{"x" * 100_000}"')
        return [(after + n, view_of(large)) for n in range(1, 201)]


async def nothing(_: int) -> Found:
    """Finds nothing."""
    return []


async def fault(_: int) -> Found:
    """Finds no database."""
    raise Transient("the database is away")
