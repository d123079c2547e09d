"""Where a service is, by its own database and by Kafka: the database's word counts."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from common.contracts import topic_of
from common.database import Database
from common.ids import new_id
from common.positions import Place, Positions
from common.publisher import Publisher
from common.set_back import set_back
from common.settings import ServiceSettings
from common.testing.counter import Counted, recorded
from common.testing.records import outgoing


@pytest.fixture
async def topic(owner: str, publisher: Publisher) -> str:
    """A topic with five records."""
    events = [recorded(new_id(), 1, Counted(amount=n)) for n in range(5)]
    await publisher.publish([outgoing(topic_of(owner), event) for event in events])
    return topic_of(owner)


@asynccontextmanager
async def member(settings: ServiceSettings, group: str, topic: str, offset: int) -> AsyncIterator[None]:
    """Somebody of the group at work, who has committed `offset`."""
    consumer = AIOKafkaConsumer(
        topic, bootstrap_servers=settings.kafka_brokers, group_id=group, enable_auto_commit=False
    )
    await consumer.start()
    try:
        await consumer.commit({TopicPartition(topic, 0): offset})
        yield
    finally:
        await consumer.stop()


async def committed(settings: ServiceSettings, group: str) -> dict[str, int]:
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka_brokers)
    await admin.start()
    try:
        return {at.topic: offset.offset for at, offset in (await admin.list_consumer_group_offsets(group)).items()}
    finally:
        await admin.close()


async def noted(database: Database) -> Mapping[Place, int]:
    rows = await database.fetch("SELECT topic, partition, next_offset FROM consumed")
    return {(topic, partition): offset for topic, partition, offset in rows}


async def test_a_position_never_goes_back(database: Database) -> None:
    late, awake = Positions(database, {}), Positions(database, {})
    assert await awake.write({("a", 0): 7, ("a", 1): 1})
    assert await late.write({("a", 0): 5})
    assert await noted(database) == {("a", 0): 7, ("a", 1): 1}


@pytest.mark.parametrize(("position", "after"), [(None, 0), (2, 2), (4, 4), (5, 4)])
async def test_a_group_that_is_further_on_than_the_database_is_set_back(
    settings: ServiceSettings, database: Database, owner: str, topic: str, position: int | None, after: int
) -> None:
    if position is not None:
        await Positions(database, {}).write({(topic, 0): position})
    async with member(settings, owner, topic, 4):
        pass
    await set_back(settings, owner, database, [topic])
    assert await committed(settings, owner) == {topic: after}


async def test_who_consumed_before_there_were_positions_takes_kafka_s_word_once(
    settings: ServiceSettings, database: Database, owner: str, topic: str
) -> None:
    await database.fetch("INSERT INTO consumed VALUES ('', 0, 0) RETURNING 1")  # as the migration does
    async with member(settings, owner, topic, 4):
        await set_back(settings, owner, database, [topic])  # and waits for nobody
    assert await committed(settings, owner) == {topic: 4}
    assert await noted(database) == {(topic, 0): 4}


async def test_other_topics_of_the_group_stay_where_they_are(
    settings: ServiceSettings, database: Database, owner: str, topic: str
) -> None:
    async with member(settings, owner, topic, 4):
        pass
    await set_back(settings, owner, database, ["another"])
    assert await committed(settings, owner) == {topic: 4}


async def test_members_at_work_who_do_not_leave_are_right(
    settings: ServiceSettings, database: Database, owner: str, topic: str
) -> None:
    async with member(settings, owner, topic, 4):
        await set_back(settings, owner, database, [topic], leave=1.0)
    assert await committed(settings, owner) == {topic: 4}
    assert await noted(database) == {(topic, 0): 4}


async def test_who_leaves_in_time_lets_the_group_be_set_back(
    settings: ServiceSettings, database: Database, owner: str, topic: str
) -> None:
    async with member(settings, owner, topic, 4):
        waiting = asyncio.create_task(set_back(settings, owner, database, [topic]))
        await asyncio.sleep(1.0)
    await waiting
    assert await committed(settings, owner) == {topic: 0}


async def test_a_position_beyond_the_end_of_its_topic_is_one_of_a_topic_that_is_no_more(
    settings: ServiceSettings, database: Database, owner: str, topic: str
) -> None:
    await Positions(database, {}).write({(topic, 0): 5000})
    await set_back(settings, owner, database, [topic])
    assert await noted(database) == {}
