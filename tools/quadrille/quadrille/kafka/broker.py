"""Kafka as an operator needs it: whole topics, single records, and a record written for good."""

import asyncio
from contextlib import AsyncExitStack, suppress
from typing import Any, Self

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from common.kafka_client import kafka_client
from common.publisher import Outgoing
from common.reading import up_to
from common.settings import ServiceSettings
from common.topics import RETRY_BYTES, partitions_by_topic

from quadrille.near import near

PATIENCE_MS = 20_000  # a broker that is restarted answers again sooner


class NotThere(Exception):
    """What was asked for does not exist; says so in a sentence."""


class Broker:
    """A connection to the brokers, as a context manager. Raises `aiokafka.errors.KafkaError` while they are away.

    Records are aiokafka's `ConsumerRecord`s. Nothing is read in a consumer group, and no offset is committed.
    """

    def __init__(self, brokers: str) -> None:
        # How to get in is said by the environment, as to a service.
        self.settings = ServiceSettings(kafka_brokers=brokers)
        self._parts = AsyncExitStack()
        self._partitions: dict[str, list[TopicPartition]] = {}
        self._admin: AIOKafkaAdminClient | None = None
        self._consumer: AIOKafkaConsumer | None = None
        self._producer: AIOKafkaProducer | None = None

    async def __aenter__(self) -> Self:
        self._partitions = await partitions_by_topic(self.settings)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._parts.aclose()

    @property
    def topics(self) -> list[str]:
        """All there are."""
        return list(self._partitions)

    def partitions(self, topic: str) -> list[TopicPartition]:
        """Those of a topic, in order. Raises `NotThere`, which names topics with names like it."""
        if topic not in self._partitions:
            raise NotThere(f"there is no topic {topic}{near(topic, self._partitions)}")
        return sorted(self._partitions[topic])

    async def whole(self, topic: str) -> list[Any]:
        """A topic's records, as far as it is written now; none of a topic that does not exist."""
        partitions = self._partitions.get(topic, [])
        if not partitions:
            return []
        consumer = await self.consumer()
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        return [record async for records in up_to(consumer, ends) for record in records]

    async def at(self, topic: str, partition: int, offset: int) -> Any | None:
        """The record at one place; None when it is not there, or no more."""
        place = TopicPartition(topic, partition)
        if place not in self._partitions.get(topic, []):
            return None
        consumer = await self.consumer()
        consumer.assign([place])
        first, end = await consumer.beginning_offsets([place]), await consumer.end_offsets([place])
        if not first[place] <= offset < end[place]:
            return None
        consumer.seek(place, offset)
        record = await consumer.getone()
        return record if record.offset == offset else None

    async def write(self, record: Outgoing) -> None:
        """Write a record; returns when every replica in sync has it."""
        if self._producer is None:
            self._producer = AIOKafkaProducer(
                **kafka_client(self.settings), enable_idempotence=True, acks="all", max_request_size=RETRY_BYTES
            )
            self._parts.push_async_callback(self._producer.stop)
            await self._producer.start()
        await self._producer.send_and_wait(record.topic, record.value, record.key, headers=record.headers)

    async def consumer(self) -> AIOKafkaConsumer:
        """The one consumer of this connection; it is assigned whatever whoever used it last has assigned."""
        if self._consumer is None:
            self._consumer = AIOKafkaConsumer(
                **kafka_client(self.settings), auto_offset_reset="earliest", request_timeout_ms=PATIENCE_MS
            )
            self._parts.push_async_callback(_stop, self._consumer)
            await self._consumer.start()
        return self._consumer

    async def admin(self) -> AIOKafkaAdminClient:
        """The one admin client of this connection."""
        if self._admin is None:
            self._admin = AIOKafkaAdminClient(**kafka_client(self.settings))
            self._parts.push_async_callback(self._admin.close)
            await self._admin.start()
        return self._admin


async def _stop(consumer: AIOKafkaConsumer) -> None:
    with suppress(asyncio.CancelledError):  # of its own making, when the broker is away
        await consumer.stop()
