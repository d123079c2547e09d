"""The order service's parts on real PostgreSQL and Redis, put together as its composition root does."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import datetime
from uuid import UUID

import order_service
import pytest
from aiohttp.test_utils import TestClient, TestServer
from common.batching import GroupCommit
from common.commands import Decider
from common.database import Database
from common.http import application
from common.ids import new_id
from common.migrations import beside, migrate
from common.redis_client import redis_client
from common.requests import Outcome, Request
from common.runtime import end
from common.settings import ServiceSettings
from order_service.admission import Admission
from order_service.app import once, order_decider, order_reads, product_lock
from order_service.commands import Command
from order_service.http import ROUTES
from order_service.http.intake import INTAKE, Intake
from order_service.product_lock import ProductLock
from order_service.settings import Settings
from order_service.state import State
from order_service.suspensions import SuspendedUsers
from order_service.testing import CORRELATION, MOMENT, ORDER
from order_service.testing.api import Client
from redis.asyncio import Redis


@pytest.fixture
def settings(scratch_settings: ServiceSettings) -> Settings:
    """Locks are given back at once, for what a test locks after them is no double click."""
    return Settings(**scratch_settings.model_dump(), order_lock_least_seconds=0)


@pytest.fixture
async def orders(database: Database) -> Database:
    """The order service's database."""
    await migrate(database, beside(order_service.__file__))
    return database


@pytest.fixture
async def redis(settings: Settings) -> AsyncIterator[Redis]:
    client = redis_client(settings)
    yield client
    await client.aclose()


@pytest.fixture
def locks(redis: Redis, settings: Settings) -> ProductLock:
    return product_lock(redis, settings)


@pytest.fixture
def decider(settings: Settings, locks: ProductLock) -> Decider[Command, State]:
    return order_decider(settings, locks)


@pytest.fixture
def tell(orders: Database, decider: Decider[Command, State]) -> Callable[..., Awaitable[list[Outcome[State]]]]:
    """Carries out commands on one order, together in one transaction."""

    async def carry_out(*commands: Command, order: UUID = ORDER, at: datetime = MOMENT) -> list[Outcome[State]]:
        async with orders.transaction() as tx:
            return await decider.execute(tx, [Request(new_id(), order, c, CORRELATION, at) for c in commands])

    return carry_out


@pytest.fixture
async def intake(
    settings: Settings, orders: Database, decider: Decider[Command, State], locks: ProductLock, redis: Redis
) -> AsyncIterator[Intake]:
    group = GroupCommit(orders, decider)
    running = asyncio.create_task(group.run())
    admission = Admission(orders, settings.node_name, least=1000, seconds=1.0)
    yield Intake(
        settings, orders, group, locks, SuspendedUsers(orders), once(redis, orders), admission, order_reads(orders)
    )
    await end(running)


@pytest.fixture
async def serve() -> AsyncIterator[Callable[[Intake], Awaitable[Client]]]:
    """Serves the HTTP API with given parts, until the test ends."""
    async with AsyncExitStack() as open_clients:

        async def start(parts: Intake) -> Client:
            app = application("order-1", lambda: True)
            app[INTAKE] = parts
            app.add_routes(ROUTES)
            return await open_clients.enter_async_context(TestClient(TestServer(app)))

        yield start


@pytest.fixture
async def api(intake: Intake, serve: Callable[[Intake], Awaitable[Client]]) -> Client:
    """A client of the service's own HTTP API."""
    return await serve(intake)
