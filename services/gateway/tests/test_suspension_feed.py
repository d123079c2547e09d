"""Reading auth's topic from a real broker: what was said before, what is said after, and what nobody can read."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from common import cloudevents
from common.clock import now
from common.contracts import Event, UserReinstated, UserSuspended
from common.ids import new_id
from common.publisher import Outgoing, Publisher
from common.runtime import end
from common.settings import ServiceSettings
from common.topics import ensure_topics
from gateway_service.suspension_feed import SuspensionFeed
from gateway_service.suspensions import Suspensions

USER = new_id()
SUSPENDED = UserSuspended(user_id=USER, reason="payments_declined")
REINSTATED = UserReinstated(user_id=USER, reinstated_by="root", reason="paid")


def record(topic: str, event: Event, version: int) -> Outgoing:
    headers = cloudevents.headers(
        event_id=new_id(),
        event_type=event.type,
        schema_version=1,
        source="auth",
        stream_version=version,
        correlation_id=new_id(),
        causation_id=new_id(),
        traceparent=None,
        node="auth-1",
        time=now(),
    )
    return Outgoing(topic, str(USER).encode(), event.to_json().encode(), headers)


@asynccontextmanager
async def reading(feed: SuspensionFeed) -> AsyncIterator[None]:
    task = asyncio.create_task(feed.run())
    try:
        yield
    finally:
        await end(task)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not holds():
            await asyncio.sleep(0.01)


@pytest.fixture
async def publisher(scratch_settings: ServiceSettings) -> AsyncIterator[Publisher]:
    publisher = Publisher(scratch_settings)
    yield publisher
    await publisher.close()


@pytest.fixture
async def topic(scratch_settings: ServiceSettings) -> str:
    name = f"test.{new_id()}"
    await ensure_topics(scratch_settings, [name])
    return name


async def test_a_gateway_reads_what_was_said_before_it_came_and_what_is_said_after(
    scratch_settings: ServiceSettings, topic: str, publisher: Publisher, suspensions: Suspensions
) -> None:
    await publisher.publish([record(topic, SUSPENDED, 2)])
    feed = SuspensionFeed(scratch_settings, topic, suspensions)
    async with reading(feed):
        await until(lambda: feed.caught_up)
        assert str(USER) in suspensions
        await publisher.publish([record(topic, REINSTATED, 3)])
        await until(lambda: str(USER) not in suspensions)


async def test_poison_is_passed_over(
    scratch_settings: ServiceSettings, topic: str, publisher: Publisher, suspensions: Suspensions
) -> None:
    good = record(topic, SUSPENDED, 2)
    await publisher.publish([Outgoing(topic, good.key, b"garbage", good.headers), good])
    async with reading(SuspensionFeed(scratch_settings, topic, suspensions)):
        await until(lambda: str(USER) in suspensions)
