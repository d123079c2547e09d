"""What Kafka keeps of the tracker's topics, read beside the tracker: no consumer group, nothing committed."""

from collections.abc import AsyncGenerator, Iterable
from typing import Any

from aiokafka import AIOKafkaConsumer
from common.settings import ServiceSettings
from common.topics import partitions_by_topic


async def kept(settings: ServiceSettings, topics: Iterable[str]) -> AsyncGenerator[tuple[list[Any], int], None]:
    """Every record, from the first to what was the last when reading began; each partition's in order.

    Gives some at a time, and how many are still ahead. Raises `aiokafka.errors.KafkaError` while no broker answers.
    """
    known = await partitions_by_topic(settings.kafka_brokers)
    ahead = [partition for topic in topics for partition in known.get(topic, ())]
    consumer = AIOKafkaConsumer(
        bootstrap_servers=settings.kafka_brokers,
        client_id=f"{settings.kafka_client_id}-rebuild",
        auto_offset_reset="earliest",
    )
    try:
        await consumer.start()
        consumer.assign(ahead)
        ends = await consumer.end_offsets(ahead)
        while True:
            left = {partition: ends[partition] - await consumer.position(partition) for partition in ahead}
            ahead = [partition for partition in ahead if left[partition] > 0]
            if not ahead:
                break
            consumer.pause(*left.keys() - ahead)  # else orders that go on would hold up the end
            found = await consumer.getmany(timeout_ms=500, max_records=settings.consume_batch_size)
            records = [record for batch in found.values() for record in batch]
            yield records, max(0, sum(left[partition] for partition in ahead) - len(records))
    finally:
        await consumer.stop()
