"""Reading a topic as far as it is written, in no consumer group: one loop for all who do."""

from collections.abc import AsyncGenerator, Mapping
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

POLL_MS = 500


async def up_to(
    consumer: AIOKafkaConsumer, ends: Mapping[TopicPartition, int], *, most: int | None = None
) -> AsyncGenerator[list[Any], None]:
    """Every record from where `consumer` stands to `ends`, the offsets after the last; each partition's in order.

    Some at a time, `most` if it is given: aiokafka's `ConsumerRecord`s. Raises `aiokafka.errors.KafkaError`.
    """
    # Partitions that are done are not asked again: what is written to them meanwhile would hold up the end.
    while left := [at for at, end in ends.items() if await consumer.position(at) < end]:
        found = await consumer.getmany(*left, timeout_ms=POLL_MS, max_records=most)
        yield [record for at, records in found.items() for record in records if record.offset < ends[at]]
