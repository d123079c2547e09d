"""Setting the tracker back to the beginning, on a real broker."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import CommitFailedError
from common.database import Database
from common.ids import new_id
from common.settings import ServiceSettings
from common.topics import ensure_topics
from tracker_service.replay import replay
from tracker_service.subscriptions import handle
from tracker_service.testing import paths


@pytest.fixture
def group() -> str:
    return f"group-{new_id()}"


@pytest.fixture
async def partition(scratch_settings: ServiceSettings) -> TopicPartition:
    topic = f"topic-{new_id()}"
    await ensure_topics(scratch_settings.model_copy(update={"kafka_partitions": 1}), [topic])
    return TopicPartition(topic, 0)


@asynccontextmanager
async def member(settings: ServiceSettings, group: str, partition: TopicPartition) -> AsyncIterator[None]:
    """Somebody of the group at work, who has committed as far as the fifth record."""
    consumer = AIOKafkaConsumer(
        partition.topic, bootstrap_servers=settings.kafka_brokers, group_id=group, enable_auto_commit=False
    )
    await consumer.start()
    try:
        await consumer.commit({partition: 5})
        yield
    finally:
        await consumer.stop()


async def committed(settings: ServiceSettings, group: str) -> dict[TopicPartition, int]:
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka_brokers)
    await admin.start()
    try:
        return {p: offset.offset for p, offset in (await admin.list_consumer_group_offsets(group)).items()}
    finally:
        await admin.close()


async def test_a_replay_begins_with_the_first_record_and_empty_tables(
    tables: Database, scratch_settings: ServiceSettings, group: str, partition: TopicPartition
) -> None:
    async with tables.transaction() as tx:
        await handle(tx, paths.confirmed().events)
    async with member(scratch_settings, group, partition):
        pass

    await replay(scratch_settings, tables, group)

    assert await committed(scratch_settings, group) == {partition: 0}
    assert await tables.fetch("SELECT FROM event_log UNION ALL SELECT FROM saga UNION ALL SELECT FROM saga_step") == []


async def test_a_replay_while_a_tracker_is_at_work_changes_nothing(
    tables: Database, scratch_settings: ServiceSettings, group: str, partition: TopicPartition
) -> None:
    async with tables.transaction() as tx:
        await handle(tx, paths.confirmed().events)
    async with member(scratch_settings, group, partition):
        with pytest.raises(CommitFailedError):
            await replay(scratch_settings, tables, group)

    assert await committed(scratch_settings, group) == {partition: 5}
    assert len(await tables.fetch("SELECT FROM saga")) == 1


async def test_a_replay_of_a_tracker_that_never_ran_is_nothing(
    tables: Database, scratch_settings: ServiceSettings, group: str
) -> None:
    await replay(scratch_settings, tables, group)

    assert await committed(scratch_settings, group) == {}
