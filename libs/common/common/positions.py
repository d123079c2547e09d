"""How far a service has consumed, kept in its own database too, so that Kafka does not outrun one that was set back.

An offset is committed to Kafka after the effects, and written down here in between: Kafka is never further on, unless
the database was restored to an earlier moment. Then the group is set back to where the database is; what comes again
and had its effects by then is passed over by the inbox.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import CommitFailedError

from common.database import Database
from common.errors import Transient
from common.faults import TRANSIENT
from common.retries import backoff, until_it_works
from common.settings import ServiceSettings
from common.topics import partitions_by_topic
from common.transaction import Tx, columns

PATIENCE_SECONDS = 2.0  # a rebalance may be waiting for a commit
LOOK_SECONDS = 5.0

Place = tuple[str, int]  # a topic and one of its partitions

_READ = "SELECT topic, partition, next_offset FROM consumed WHERE topic <> ''"
_WRITE = """
INSERT INTO consumed SELECT * FROM unnest(%s::text[], %s::int[], %s::bigint[])
ON CONFLICT (topic, partition) DO UPDATE SET next_offset = greatest(consumed.next_offset, excluded.next_offset)
"""
_BEFORE_POSITIONS = "DELETE FROM consumed WHERE topic = ''"
_FORGET = "DELETE FROM consumed WHERE topic = %s AND partition = %s"

log = structlog.get_logger(__name__)


class Positions:
    """Writes down the positions of one process's partitions."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._written: dict[Place, int] = {}

    async def watch(self) -> None:
        """Look now and then, when nothing is consumed, whether the database still knows; runs for ever."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            await until_it_works(self._look)

    async def write(self, offsets: Mapping[Place, int]) -> bool:
        """Note the next offset of each partition; False when the database stayed away: then Kafka must not go on.

        Ends the process when the database has forgotten what it wrote here: started again, it makes up for that.
        """
        rows = sorted((topic, partition, offset) for (topic, partition), offset in offsets.items())
        try:
            async for attempt in backoff(PATIENCE_SECONDS):
                with attempt:
                    async with self._database.transaction() as tx:
                        self._must_know(await _read(tx))
                        tx.later(_WRITE, columns(rows))
        except TRANSIENT as error:
            log.warning("offsets are not committed while the database is away", error=str(error))
            return False
        self._written.update(offsets)
        return True

    async def _look(self) -> None:
        async with self._database.transaction() as tx:
            self._must_know(await _read(tx))

    def _must_know(self, known: Mapping[Place, int]) -> None:
        if any(known.get(place, 0) < offset for place, offset in self._written.items()):
            log.critical("the database was set back while we ran; the process ends, to begin anew")
            os._exit(70)


async def set_back(settings: ServiceSettings, group: str, database: Database, topics: Iterable[str]) -> None:
    """Set the group back wherever Kafka has it further on than the database.

    Raises a transient error while either is away, and while a member of the group is at work that has not noticed yet.
    """
    wanted = set(topics)
    async with _group(settings, group) as (admin, consumer):
        committed = await admin.list_consumer_group_offsets(group)
        ours = {at: offset.offset for at, offset in committed.items() if at.topic in wanted}
        await _take_on(database, ours)
        known = await _kept(database, consumer, settings, wanted)
        behind = {at: known.get((at.topic, at.partition), 0) for at in ours}
        behind = {at: position for at, position in behind.items() if position < ours[at]}
        if not behind:
            return
        records = sum(ours[at] - position for at, position in behind.items())
        log.warning("Kafka has us further on than the database, which was set back", group=group, records=records)
        consumer.assign(list(behind))
        try:
            await consumer.commit(behind)
        except CommitFailedError as error:
            raise Transient(f"somebody of the group {group} is at work on a database that was set back") from error


async def _kept(
    database: Database, consumer: AIOKafkaConsumer, settings: ServiceSettings, topics: set[str]
) -> dict[Place, int]:
    """The positions, without those that lie beyond the end of their partition: its topic was made anew."""
    there = await partitions_by_topic(settings.kafka_brokers)
    ends = await consumer.end_offsets([at for topic in topics for at in there.get(topic, [])])
    async with database.transaction() as tx:
        known = await _read(tx)
        for topic, partition in list(known):
            if topic in topics and known[topic, partition] > ends.get(TopicPartition(topic, partition), 0):
                await tx.execute(_FORGET, (topic, partition))
                del known[topic, partition]
    return known


async def _take_on(database: Database, committed: Mapping[TopicPartition, int]) -> None:
    """Of a service that has consumed before it noted positions Kafka's word is taken, once."""
    async with database.transaction() as tx:
        if await tx.execute(_BEFORE_POSITIONS) and committed:
            tx.later(_WRITE, columns([(at.topic, at.partition, offset) for at, offset in committed.items()]))


async def _read(tx: Tx) -> dict[Place, int]:
    return {(topic, partition): offset for topic, partition, offset in await tx.fetch(_READ)}


@asynccontextmanager
async def _group(settings: ServiceSettings, group: str) -> AsyncIterator[tuple[AIOKafkaAdminClient, AIOKafkaConsumer]]:
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka_brokers)
    consumer = AIOKafkaConsumer(bootstrap_servers=settings.kafka_brokers, group_id=group, enable_auto_commit=False)
    try:
        await admin.start()
        await consumer.start()
        yield admin, consumer
    finally:
        await consumer.stop()
        await admin.close()
