"""The relay's way to the broker: what breaks on it is made anew, and a backlog goes out whole."""

import asyncio
from uuid import UUID

from common.contracts import topic_of
from common.database import Database
from common.details import relay_state
from common.event_store import append
from common.ids import new_id
from common.last_words import until_published
from common.publisher import Publisher
from common.relay import Relay
from common.settings import ServiceSettings
from common.testing.background import Background
from common.testing.counter import recorded
from common.testing.records import headers_of, published, read

BACKLOG = 2500  # more than two batches of the relay


async def say(database: Database, count: int) -> list[UUID]:
    """Append events, each of a stream and in a transaction of its own; returns their ids."""
    events = [recorded(new_id(), 1) for _ in range(count)]
    for event in events:
        async with database.transaction() as tx:
            append(tx, [event])
    return [event.id for event in events]


async def test_events_wait_for_a_broker_that_is_away(
    database: Database, settings: ServiceSettings, owner: str, background: Background
) -> None:
    away = settings.model_copy(update={"kafka_brokers": "127.0.0.1:1"})
    publisher = Publisher(away)
    background(Relay(settings, owner, publisher).run())
    said = await say(database, 3)
    await asyncio.sleep(0.3)
    away.kafka_brokers = settings.kafka_brokers
    assert set(await published(settings, owner, 3)) == set(said)
    await publisher.close()


async def test_a_process_that_stops_waits_until_its_last_words_are_published(
    database: Database, settings: ServiceSettings, owner: str, publisher: Publisher, background: Background
) -> None:
    background(Relay(settings, owner, publisher).run())
    said = await say(database, 50)
    await until_published(database, 20.0)
    assert (await relay_state(database))["backlog"] == 0
    ids = [headers_of(record)["ce_id"] for record in await read(settings, topic_of(owner), 51, seconds=1.0)]
    assert sorted(ids) == sorted(map(str, said))


async def test_a_process_that_stops_does_not_wait_for_ever(database: Database) -> None:
    await say(database, 1)  # and no relay is there
    await until_published(database, 0.1)
    assert (await relay_state(database))["backlog"] == 1


async def test_a_producer_that_broke_is_made_anew(
    database: Database, settings: ServiceSettings, owner: str, publisher: Publisher, background: Background
) -> None:
    background(Relay(settings, owner, publisher).run())
    said = await say(database, 1)
    assert await published(settings, owner, 1) == said
    broken = publisher._producer
    assert broken is not None
    await broken.stop()
    said += await say(database, 3)
    assert set(await published(settings, owner, 4)) == set(said)


async def test_a_backlog_of_several_batches_goes_out_whole_and_in_order(
    database: Database, settings: ServiceSettings, owner: str, publisher: Publisher, background: Background
) -> None:
    stream = new_id()
    events = [recorded(stream, n + 1) for n in range(BACKLOG)]
    async with database.transaction() as tx:
        append(tx, events)
    background(Relay(settings, owner, publisher).run())
    assert await published(settings, owner, BACKLOG) == [event.id for event in events]
