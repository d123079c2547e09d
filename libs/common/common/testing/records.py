"""Writing events to a real topic and reading what is in one, past the kernel's relay and consuming loop."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

from aiokafka import AIOKafkaConsumer, TopicPartition

from common import cloudevents
from common.contracts import topic_of
from common.envelope import Recorded
from common.kafka_client import kafka_client
from common.publisher import Outgoing
from common.settings import ServiceSettings


def outgoing(topic: str, event: Recorded) -> Outgoing:
    """The record a relay would write for an event."""
    headers = cloudevents.headers(
        event_id=event.id,
        event_type=event.event.type,
        schema_version=event.event.schema_version,
        source=event.event.owner,
        stream_version=event.version,
        correlation_id=event.correlation_id,
        causation_id=event.causation_id,
        traceparent=event.traceparent,
        node=event.node,
        time=event.time,
        readable_since=event.event.readable_since,
    )
    return Outgoing(topic, str(event.stream).encode(), event.event.to_json().encode(), headers)


def _place(record: Any) -> object:
    return record.partition, record.offset


async def read(
    settings: ServiceSettings,
    topic: str,
    count: int,
    *,
    by: Callable[[Any], object] = _place,
    seconds: float = 20.0,
) -> list[Any]:
    """A topic's records until `count` of them differ in `by`, or `seconds` are over: aiokafka's `ConsumerRecord`s."""
    consumer = AIOKafkaConsumer(**kafka_client(settings), auto_offset_reset="earliest")
    await consumer.start()
    try:
        partitions = [TopicPartition(topic, n) for n in range(settings.kafka_partitions)]
        consumer.assign(partitions)
        records: list[Any] = []
        try:
            async with asyncio.timeout(seconds):
                while len({by(record) for record in records}) < count:
                    for batch in (await consumer.getmany(timeout_ms=200)).values():
                        records.extend(batch)
        except TimeoutError:
            pass  # the test sees what is missing
        return records
    finally:
        await consumer.stop()


async def published(settings: ServiceSettings, owner: str, count: int, *, seconds: float = 20.0) -> list[UUID]:
    """The ids of the first `count` events in a service's topic, in order, each where it came first."""
    records = await read(settings, topic_of(owner), count, by=_event_id, seconds=seconds)
    return list(dict.fromkeys(map(_event_id, records)))


def headers_of(record: Any) -> dict[str, str]:
    """A record's headers as text."""
    return {name: value.decode() for name, value in record.headers}


def _event_id(record: Any) -> UUID:
    return UUID(headers_of(record)["ce_id"])
