"""What the kernel's tests share: topics nobody else uses, and the counter as a domain on a real database."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from uuid import UUID

import pytest
from common.commands import Decider
from common.contracts import topic_of
from common.database import Database
from common.ids import new_id
from common.publisher import Publisher
from common.relay import Relay
from common.requests import Change
from common.settings import ServiceSettings
from common.states import States
from common.testing.background import Background, background
from common.testing.counter import Count, Counted, Totals, decide, evolve
from common.topics import dead_letters_of, ensure_topics
from common.transaction import Tx


@pytest.fixture
def settings(scratch_settings: ServiceSettings) -> ServiceSettings:
    """Settings whose topics have one partition, so that a topic has one order."""
    return scratch_settings.model_copy(update={"kafka_partitions": 1})


@pytest.fixture
async def owner(settings: ServiceSettings) -> str:
    """The name of a service nobody else plays, with its topics."""
    name = f"test-{new_id().hex}"
    await ensure_topics(settings, [topic_of(name), dead_letters_of(name)])
    return name


@pytest.fixture
async def publisher(settings: ServiceSettings) -> AsyncIterator[Publisher]:
    """A publisher to the real broker."""
    publisher = Publisher(settings)
    yield publisher
    await publisher.close()


@pytest.fixture
async def leading(
    database: Database, settings: ServiceSettings, owner: str, publisher: Publisher, background: Background
) -> Relay:
    """A relay that leads, at work on the scratch database."""
    assert database
    relay = Relay(settings, owner, publisher)
    background(relay.run())
    async with asyncio.timeout(10):
        while not relay._leads:
            await asyncio.sleep(0.01)
    return relay


@pytest.fixture
async def counter(database: Database) -> Decider[Count, int]:
    """The counter's decider, whose read model is a table of totals; a note goes into a short column."""
    async with database.transaction() as tx:
        await tx.execute("CREATE TABLE totals (id uuid PRIMARY KEY, total int, note varchar(20))")

    async def project(tx: Tx, changes: Sequence[Change[int]]) -> None:
        for change in changes:
            note = getattr(change.added[-1].event, "note", "")
            await tx.execute(
                "INSERT INTO totals VALUES (%(id)s, %(total)s, %(note)s)"
                " ON CONFLICT (id) DO UPDATE SET total = %(total)s, note = %(note)s",
                {"id": str(change.stream), "total": change.state, "note": note},
            )

    return Decider(initial=0, decide=decide, evolve=evolve, project=project, node="test-1", says=[Counted])


@pytest.fixture
def elsewhere(counter: Decider[Count, int]) -> Decider[Count, int]:
    """The counter in another process, which has other things at hand."""
    return replace(counter, states=States())


@pytest.fixture
def totals(database: Database) -> Totals:
    """Asks for the read model."""

    async def ask() -> dict[UUID, int]:
        return {row[0]: row[1] for row in await database.fetch("SELECT id, total FROM totals")}

    return ask


@pytest.fixture(name="background")
async def background_() -> AsyncIterator[Background]:
    """Starts coroutines beside the test; they end with it."""
    async with background() as start:
        yield start
