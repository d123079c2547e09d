"""The real application, on a database of its own, with hashing made cheap."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import auth_service
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from auth_service.app import endpoint_parts, login_failures, subscriptions
from auth_service.failures import Failures
from auth_service.http import add_endpoints
from auth_service.http.parts import Parts
from auth_service.settings import Settings
from common.consume import ConsumingLoop
from common.contracts import PaymentFailed
from common.database import Database
from common.envelope import Received
from common.http import application
from common.ids import new_id
from common.migrations import beside, migrate
from common.publisher import Publisher
from common.redis_client import redis_client
from common.settings import ServiceSettings
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from redis.asyncio import Redis


@pytest.fixture
def fresh_pem() -> Callable[[], bytes]:
    """Makes private keys."""
    return lambda: Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.fixture
def key_file(tmp_path: Path, fresh_pem: Callable[[], bytes]) -> Path:
    """A fresh private key, as settings name it."""
    path = tmp_path / "jwt.pem"
    path.write_bytes(fresh_pem())
    return path


@pytest.fixture
def settings(scratch_settings: ServiceSettings, key_file: Path) -> Settings:
    """Settings of the service on the scratch database."""
    return Settings(
        **scratch_settings.model_dump(), jwt_private_key_file=key_file, argon2_time_cost=1, argon2_memory_kib=64
    )


@pytest.fixture
async def redis(settings: Settings) -> AsyncIterator[Redis]:
    """The Redis of the stack."""
    client = redis_client(settings)
    yield client
    await client.aclose()


@pytest.fixture
def prefix() -> str:
    """What the names of counts in Redis begin with, so that no other test adds to them."""
    return f"test:failed-logins:{new_id()}"


@pytest.fixture
def failures(redis: Redis, settings: Settings, prefix: str) -> Failures:
    """Counts of failed logins."""
    return login_failures(redis, settings, prefix)


@pytest.fixture
async def parts(settings: Settings, database: Database, failures: Failures) -> AsyncIterator[Parts]:
    """What the endpoints use."""
    await migrate(database, beside(auth_service.__file__))
    parts = endpoint_parts(settings, database, failures)
    yield parts
    await parts.passwords.close()


@pytest.fixture
async def serve() -> AsyncIterator[Callable[[Parts], Awaitable[TestClient[web.Request, web.Application]]]]:
    """Serves the application with given parts, until the test ends."""
    async with AsyncExitStack() as open_clients:

        async def start(parts: Parts) -> TestClient[web.Request, web.Application]:
            http = application("auth-1", lambda: True)
            add_endpoints(http, parts)
            return await open_clients.enter_async_context(TestClient(TestServer(http)))

        yield start


@pytest.fixture
async def client(
    parts: Parts, serve: Callable[[Parts], Awaitable[TestClient[web.Request, web.Application]]]
) -> TestClient[web.Request, web.Application]:
    """An HTTP client of the application."""
    return await serve(parts)


@pytest.fixture
def kim() -> dict[str, str]:
    """A body that registers somebody."""
    return {"email": "kim@example.org", "password": "correct horse", "firstName": "Kim", "lastName": "Lee"}


@pytest.fixture
async def user(client: TestClient[web.Request, web.Application], kim: dict[str, str]) -> dict[str, Any]:
    """Somebody who is registered, as the API shows it."""
    answer = await client.post("/auth/register", json=kim)
    session: dict[str, Any] = await answer.json()
    return dict(session["user"])


@pytest.fixture
def consume(settings: Settings, database: Database, parts: Parts) -> Callable[[list[Received]], Awaitable[None]]:
    """Handles events as the consuming loop does."""
    loop = ConsumingLoop("auth", database, Publisher(settings), subscriptions(settings).handle, most=100)
    return loop._take_effect


@pytest.fixture
def decline(consume: Callable[[list[Received]], Awaitable[None]]) -> Callable[..., Awaitable[list[Received]]]:
    """Has payments of a user declined at the times given, in one batch; returns the events."""

    async def decline(user_id: str, *times: datetime) -> list[Received]:
        received = [_declined(UUID(user_id), time) for time in times]
        await consume(received)
        return received

    return decline


def _declined(user_id: UUID, time: datetime) -> Received:
    money = {"attempt": 1, "amount": Decimal(5), "currency": "KRW"}
    event = PaymentFailed(order_id=new_id(), user_id=user_id, **money, reason="card_declined", retryable=False)
    ids = (new_id(), event.order_id, 2, event, new_id(), new_id())
    return Received(*ids, None, "payment-1", time, "payment", topic="payment.events.v1", partition=0, offset=0)
