"""A scratch database with the tracker's tables, events put into it, and the HTTP application on it."""

from collections.abc import AsyncIterator, Awaitable, Callable
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
from common.transaction import Row
from tracker_service.http import ROUTES
from tracker_service.http.desk import DESK, Desk
from tracker_service.subscriptions import handle
from tracker_service.testing.chronicle import Chronicle


@pytest.fixture
async def tables(database: Database) -> Database:
    """The scratch database, migrated."""
    await migrate(database, Path(__file__).parents[1] / "migrations")
    return database


@pytest.fixture
def watch(tables: Database) -> Callable[..., Awaitable[None]]:
    """Has the tracker handle all events of some chronicles, in one batch."""

    async def watch(*chronicles: Chronicle) -> None:
        async with tables.transaction() as tx:
            await handle(tx, [event for it in chronicles for event in it.events])

    return watch


@pytest.fixture
def rows(tables: Database) -> Callable[[], Awaitable[tuple[list[Row], ...]]]:
    """Reads all that the tracker has written: sagas, steps, the log."""

    async def rows() -> tuple[list[Row], ...]:
        sagas = await tables.fetch("SELECT * FROM saga ORDER BY saga_id")
        steps = await tables.fetch("SELECT * FROM saga_step ORDER BY saga_id, n")
        return sagas, steps, await tables.fetch("SELECT * FROM event_log ORDER BY id")

    return rows


@pytest.fixture
def admin() -> UUID:
    """The user id that `ask` calls an administrator."""
    return new_id()


@pytest.fixture
async def ask(tables: Database, admin: UUID) -> AsyncIterator[Callable[[str, UUID | None], Awaitable[tuple[int, Any]]]]:
    """GETs a path for a user, or for nobody; gives status and body."""
    app = application("tracker-1", lambda: True)
    app[DESK] = Desk(lambda: tables, timedelta(seconds=60))
    app.add_routes(ROUTES)
    async with TestClient(TestServer(app)) as client:

        async def ask(path: str, user_id: UUID | None) -> tuple[int, Any]:
            identity = {"X-User-Id": str(user_id), "X-User-Role": "admin" if user_id == admin else "user"}
            async with client.get(path, headers=identity if user_id else {}) as response:
                return response.status, await response.json()

        yield ask
