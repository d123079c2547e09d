"""A service's own topic, read back: what was published is there, whatever its database has forgotten."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any
from uuid import UUID

from aiokafka import AIOKafkaConsumer, TopicPartition

from common import cloudevents
from common.adoption import Place
from common.contracts import topic_of
from common.envelope import Received
from common.errors import Poison, TooNew, Transient
from common.kafka_client import kafka_client
from common.reading import up_to
from common.settings import ServiceSettings
from common.topics import partitions_by_topic


class OwnTopic:
    """What `owner` has published and Kafka still keeps, as it was when it was opened. Made by `open_own_topic`."""

    def __init__(
        self,
        owner: str,
        consumer: AIOKafkaConsumer,
        first: Mapping[TopicPartition, int],
        end: Mapping[TopicPartition, int],
    ) -> None:
        self._owner, self._consumer, self._first, self._end = owner, consumer, first, end
        self.unread = 0  # records that are no events of ours, or that only a newer release may read

    @property
    def ends(self) -> dict[int, int]:
        """The next offset of each partition."""
        return {at.partition: offset for at, offset in self._end.items()}

    async def since(self, offsets: Mapping[int, int]) -> AsyncIterator[tuple[list[Received], dict[Place, str]]]:
        """The events from these offsets on (0 where there is none), batch by batch, those of a stream in order.

        With each batch, where in it are the events that only a newer release may read, and what they are.
        """
        for at, first in self._first.items():
            self._consumer.seek(at, max(first, offsets.get(at.partition, 0)))
        async for records in up_to(self._consumer, self._end):
            too_new: dict[Place, str] = {}
            yield [event for record in records if (event := self._event(record, too_new))], too_new

    def _event(self, record: Any, too_new: dict[Place, str]) -> Received | None:
        """The event in a record; None for what this release of this service cannot have said."""
        attributes = dict(record.headers)
        if attributes.get("ce_source") == self._owner.encode():
            try:
                return cloudevents.parse(record, record.headers)
            except TooNew as new:
                with suppress(KeyError, ValueError):  # without a place it is no event
                    too_new[UUID((record.key or b"").decode()), int(attributes["ce_streamversion"])] = new.what
            except Poison:  # whoever consumes the topic dead-letters it
                pass
        self.unread += 1
        return None


@asynccontextmanager
async def open_own_topic(settings: ServiceSettings, owner: str) -> AsyncIterator[OwnTopic]:
    """Raises a transient error while the broker is away."""
    partitions = (await partitions_by_topic(settings)).get(topic_of(owner))
    if not partitions:
        raise Transient(f"the broker does not know yet of {topic_of(owner)}")
    consumer = AIOKafkaConsumer(
        **kafka_client(settings), client_id=settings.kafka_client_id, auto_offset_reset="earliest"
    )
    try:
        await consumer.start()
        consumer.assign(partitions)
        first, end = await consumer.beginning_offsets(partitions), await consumer.end_offsets(partitions)
        yield OwnTopic(owner, consumer, first, end)
    finally:
        await consumer.stop()
