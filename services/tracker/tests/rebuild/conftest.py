"""A topic in which a test has the say, and rebuilding from it."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from common.database import Database
from common.ids import new_id
from common.publisher import Publisher
from common.settings import ServiceSettings
from common.testing.records import outgoing
from common.topics import ensure_topics
from tracker_service import rebuild as rebuilding
from tracker_service.rebuild import Rebuilt, rebuild
from tracker_service.testing.chronicle import Chronicle

Rebuild = Callable[..., Awaitable[Rebuilt]]
Watch = Callable[..., Awaitable[None]]
Execute = Callable[..., Awaitable[None]]


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuilding, "PAGE", 5)


@pytest.fixture
async def topic(scratch_settings: ServiceSettings) -> str:
    """A topic in which nobody else says anything."""
    name = f"topic-{new_id()}"
    await ensure_topics(scratch_settings, [name])
    return name


@pytest.fixture
async def say(topic: str, scratch_settings: ServiceSettings) -> AsyncIterator[Watch]:
    """Writes all events of some chronicles to the topic."""
    publisher = Publisher(scratch_settings)

    async def say(*chronicles: Chronicle) -> None:
        await publisher.publish([outgoing(topic, event) for it in chronicles for event in it.events])

    yield say
    await publisher.close()


@pytest.fixture
def run(tables: Database, topic: str, scratch_settings: ServiceSettings) -> Rebuild:
    """Rebuilds from the topic; `say` is called with how far it has come."""

    async def run(say: Callable[[Rebuilt], None] = lambda _: None) -> Rebuilt:
        return await rebuild(scratch_settings, tables, [topic], say)

    return run


@pytest.fixture
def execute(tables: Database) -> Execute:
    """Runs statements, in one transaction."""

    async def execute(*statements: str) -> None:
        async with tables.transaction() as tx:
            for statement in statements:
                await tx.execute(statement)

    return execute
