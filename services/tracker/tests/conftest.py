"""A scratch database with the tracker's tables, events put into it, and the HTTP application on it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from aiohttp.test_utils import TestClient, TestServer
from common.database import Database
from common.http import application
from common.ids import new_id
from common.migrations import migrate
from common.testing.background import background
from common.transaction import Row
from tracker_service.growth import Growth
from tracker_service.http import ROUTES
from tracker_service.http.desk import DESK, Desk
from tracker_service.http.streams import Streams
from tracker_service.subscriptions import handle
from tracker_service.testing.chronicle import Chronicle
from tracker_service.testing.listening import Client, Listener, listening


@pytest.fixture
async def tables(database: Database) -> Database:
    """The scratch database, migrated."""
    await migrate(database, Path(__file__).parents[1] / "migrations")
    return database


@pytest.fixture
async def growth(tables: Database) -> AsyncIterator[Growth]:
    """The growth of the log, watched."""
    growth = Growth()
    async with background() as start:
        start(growth.watch(tables))
        yield growth


@pytest.fixture
def watch(tables: Database, growth: Growth) -> Callable[..., Awaitable[None]]:
    """Has the tracker handle all events of some chronicles, in one batch."""

    async def watch(*chronicles: Chronicle) -> None:
        async with tables.transaction() as tx:
            await growth.after(handle)(tx, [event for it in chronicles for event in it.events])

    return watch


@pytest.fixture
def rows(tables: Database) -> Callable[[], Awaitable[tuple[list[Row], ...]]]:
    """Reads all that the tracker has written: sagas, steps, the log; not in which order it was logged."""

    async def rows() -> tuple[list[Row], ...]:
        sagas = await tables.fetch("SELECT * FROM saga ORDER BY saga_id")
        steps = await tables.fetch("SELECT * FROM saga_step ORDER BY saga_id, n")
        return sagas, steps, await tables.fetch("SELECT to_jsonb(e) - 'seq' FROM event_log e ORDER BY id")

    return rows


@pytest.fixture
def admin() -> UUID:
    """The user id that `ask` and `listen` call an administrator."""
    return new_id()


@pytest.fixture
async def streams(growth: Growth) -> AsyncIterator[Streams]:
    """Room for two streams."""
    streams = Streams(growth, most=2)
    yield streams
    await streams.close()


@pytest.fixture
async def api(tables: Database, streams: Streams) -> AsyncIterator[Client]:
    """A client of the tracker's own HTTP API."""
    app = application("tracker-1", lambda: True)
    app[DESK] = Desk(lambda: tables, timedelta(seconds=60), streams)
    app.add_routes(ROUTES)
    async with TestClient(TestServer(app)) as client:
        yield client


@pytest.fixture
def ask(api: Client, admin: UUID) -> Callable[[str, UUID | None], Awaitable[tuple[int, Any]]]:
    """GETs a path for a user, or for nobody; gives status and body."""

    async def ask(path: str, user_id: UUID | None) -> tuple[int, Any]:
        async with api.get(path, headers=_identity(user_id, admin)) as response:
            return response.status, await response.json()

    return ask


@pytest.fixture
def listen(api: Client, admin: UUID) -> Callable[..., AbstractAsyncContextManager[Listener]]:
    """Follows a path for a user; `last` is the id of the event it saw last."""

    def listen(path: str, user_id: UUID, last: object = None) -> AbstractAsyncContextManager[Listener]:
        seen = {"Last-Event-ID": str(last)} if last else {}
        return listening(api, path, {**_identity(user_id, admin), **seen})

    return listen


def _identity(user_id: UUID | None, admin: UUID) -> dict[str, str]:
    return {"X-User-Id": str(user_id), "X-User-Role": "admin" if user_id == admin else "user"} if user_id else {}
