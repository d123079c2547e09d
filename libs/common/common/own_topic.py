"""A service's own topic, read back: what was published is there, whatever its database has forgotten."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, TopicPartition

from common import cloudevents
from common.contracts import topic_of
from common.envelope import Received
from common.errors import Poison, Transient
from common.settings import ServiceSettings
from common.topics import partitions_by_topic

POLL_MS = 500


class OwnTopic:
    """What `owner` has published, as far as it is written now and still kept. Made by `open_own_topic`."""

    def __init__(self, owner: str, consumer: AIOKafkaConsumer, first: dict[TopicPartition, int]) -> None:
        self._owner, self._consumer, self._first = owner, consumer, first
        self._end: dict[TopicPartition, int] = {}

    async def is_untouched(self) -> bool:
        """Whether nothing was ever written to it."""
        self._end = await self._consumer.end_offsets(list(self._first))
        return not any(self._end.values())

    async def last(self, most: int) -> list[Received]:
        """The events among the last `most` records of each partition."""
        self._end = await self._consumer.end_offsets(list(self._first))
        starts = {partition: max(self._first[partition], end - most) for partition, end in self._end.items()}
        return [event async for batch in self._from(starts) for event in batch]

    async def whole(self) -> AsyncIterator[list[Received]]:
        """All events in it, batch by batch, those of a stream in order."""
        self._end = await self._consumer.end_offsets(list(self._first))
        async for batch in self._from(self._first):
            yield batch

    async def _from(self, starts: dict[TopicPartition, int]) -> AsyncIterator[list[Received]]:
        left = {partition for partition, start in starts.items() if start < self._end[partition]}
        for partition, start in starts.items():
            self._consumer.seek(partition, start)
        while left:
            for partition, records in (await self._consumer.getmany(*left, timeout_ms=POLL_MS)).items():
                yield [event for record in records if (event := self._event(record))]
                if await self._consumer.position(partition) >= self._end[partition]:
                    left.discard(partition)

    def _event(self, record: object) -> Received | None:
        """The event in a record; None for what no service of this name can have said."""
        try:
            event = cloudevents.parse(record, record.headers)  # type: ignore[arg-type,attr-defined]
        except Poison:  # somebody else's: whoever consumes the topic dead-letters it
            return None
        return event if event and event.source == self._owner else None


@asynccontextmanager
async def open_own_topic(settings: ServiceSettings, owner: str) -> AsyncIterator[OwnTopic]:
    """Raises a transient error while the broker is away."""
    partitions = (await partitions_by_topic(settings.kafka_brokers)).get(topic_of(owner))
    if not partitions:
        raise Transient(f"the broker does not know yet of {topic_of(owner)}")
    consumer = AIOKafkaConsumer(bootstrap_servers=settings.kafka_brokers, client_id=settings.kafka_client_id)
    try:
        await consumer.start()
        consumer.assign(partitions)
        yield OwnTopic(owner, consumer, await consumer.beginning_offsets(partitions))
    finally:
        await consumer.stop()
