"""What Kafka keeps of the tracker's topics, read beside the tracker: no consumer group, nothing committed."""

from collections.abc import AsyncGenerator, Iterable
from typing import Any

from aiokafka import AIOKafkaConsumer
from common.kafka_client import kafka_client
from common.reading import up_to
from common.settings import ServiceSettings
from common.topics import partitions_by_topic


async def kept(settings: ServiceSettings, topics: Iterable[str]) -> AsyncGenerator[tuple[list[Any], int], None]:
    """Every record, from the first to what was the last when reading began; each partition's in order.

    Gives some at a time, and how many are still ahead. Raises `aiokafka.errors.KafkaError` while no broker answers.
    """
    known = await partitions_by_topic(settings)
    partitions = [partition for topic in topics for partition in known.get(topic, ())]
    consumer = AIOKafkaConsumer(
        **kafka_client(settings),
        client_id=f"{settings.kafka_client_id}-rebuild",
        auto_offset_reset="earliest",
    )
    try:
        await consumer.start()
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        async for records in up_to(consumer, ends, most=settings.consume_batch_size):
            yield records, sum([max(0, end - await consumer.position(at)) for at, end in ends.items()])
    finally:
        await consumer.stop()
