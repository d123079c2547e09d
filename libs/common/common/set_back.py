"""Setting a consumer group back to where its database is, should that have been restored to an earlier moment.

What comes again then, and had its effects by the moment of the backup, is passed over by the inbox.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import CommitFailedError

from common.database import Database
from common.kafka_client import kafka_client
from common.positions import Place, Positions, note, read
from common.settings import ServiceSettings
from common.topics import partitions_by_topic

LEAVE_SECONDS = 15.0  # time for all who are at work on a database that was set back to notice, and end

_BEFORE_POSITIONS = "DELETE FROM consumed WHERE topic = ''"
_FORGET = "DELETE FROM consumed WHERE (topic, partition, next_offset) = (%s, %s, %s)"

log = structlog.get_logger(__name__)


async def set_back(
    settings: ServiceSettings, group: str, database: Database, topics: Iterable[str], leave: float = LEAVE_SECONDS
) -> Positions:
    """Set the group back wherever Kafka has it further on than the database; returns the positions to go on from.

    Others of the group who are at work on a database that was set back notice within `leave` seconds, and end. If they
    go on they are right, and note no positions, being of an earlier version: then Kafka's word is taken. Raises a
    transient error while either is away.
    """
    wanted, deadline = set(topics), asyncio.get_running_loop().time() + leave
    async with _group(settings, group) as (admin, consumer):
        while True:
            # In this order: what others commit meanwhile they have noted before.
            committed = await _committed(admin, group, wanted)
            known = await _kept(database, consumer, settings, wanted)
            behind = {place: known.get(place, 0) for place in committed if known.get(place, 0) < committed[place]}
            if behind and await _began_before_positions(database, committed):
                behind = {}
            if not behind or await _told(consumer, behind):
                break
            if asyncio.get_running_loop().time() > deadline:
                log.warning("others of the group go on, so Kafka is right about where it is", group=group)
                async with database.transaction() as tx:
                    note(tx, committed)
                break
            await asyncio.sleep(0.5)
    async with database.transaction() as tx:
        return Positions(database, await read(tx))


async def _committed(admin: AIOKafkaAdminClient, group: str, topics: set[str]) -> dict[Place, int]:
    offsets = await admin.list_consumer_group_offsets(group)
    return {(at.topic, at.partition): offset.offset for at, offset in offsets.items() if at.topic in topics}


async def _told(consumer: AIOKafkaConsumer, behind: Mapping[Place, int]) -> bool:
    """Whether Kafka could be told, which takes a group without members."""
    consumer.assign([TopicPartition(*place) for place in behind])
    try:
        await consumer.commit({TopicPartition(*place): position for place, position in behind.items()})
    except CommitFailedError:
        return False
    log.warning("Kafka had us further on than the database, which was set back", partitions=len(behind))
    return True


async def _kept(
    database: Database, consumer: AIOKafkaConsumer, settings: ServiceSettings, topics: set[str]
) -> dict[Place, int]:
    """The positions, without those that lie beyond the end of their partition: its topic was made anew."""
    async with database.transaction() as tx:
        known = {place: offset for place, offset in (await read(tx)).items() if place[0] in topics}
    there = await partitions_by_topic(settings)
    # The ends are asked for after the positions: what was known before lies before them.
    ends = await consumer.end_offsets([at for topic in topics for at in there.get(topic, [])])
    gone = {place for place, offset in known.items() if offset > ends.get(TopicPartition(*place), 0)}
    async with database.transaction() as tx:
        for place in gone:
            await tx.execute(_FORGET, (*place, known[place]))
    return {place: offset for place, offset in known.items() if place not in gone}


async def _began_before_positions(database: Database, committed: Mapping[Place, int]) -> bool:
    """Whether this service consumed before it noted positions: then Kafka's word is taken, once."""
    async with database.transaction() as tx:
        began_before = await tx.execute(_BEFORE_POSITIONS) > 0
        if began_before:
            note(tx, committed)
    return began_before


@asynccontextmanager
async def _group(settings: ServiceSettings, group: str) -> AsyncIterator[tuple[AIOKafkaAdminClient, AIOKafkaConsumer]]:
    admin = AIOKafkaAdminClient(**kafka_client(settings))
    consumer = AIOKafkaConsumer(**kafka_client(settings), group_id=group, enable_auto_commit=False)
    try:
        await admin.start()
        await consumer.start()
        yield admin, consumer
    finally:
        await consumer.stop()
        await admin.close()
