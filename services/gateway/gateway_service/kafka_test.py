"""Whether a record can be written to Kafka and read back, and how long that takes."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, ConsumerRecord
from common.errors import Transient
from common.ids import new_id
from common.kafka_client import kafka_client
from common.publisher import Outgoing, Publisher
from common.settings import ServiceSettings
from common.topics import diagnostics_of, ensure_topics

from gateway_service.shapes import KafkaTestView

TOPIC = diagnostics_of("gateway")
PATIENCE_SECONDS = 4.0


class KafkaTest:
    """Writes a record that means nothing to a topic that nobody else reads, and waits for it."""

    def __init__(self, settings: ServiceSettings, publisher: Publisher) -> None:
        self._settings, self._publisher = settings, publisher
        self._one_at_a_time = asyncio.Lock()

    async def run(self) -> KafkaTestView:
        """Raises a `KafkaError`, or `TimeoutError` (transient) when that takes over `PATIENCE_SECONDS`."""
        async with asyncio.timeout(PATIENCE_SECONDS), self._one_at_a_time:
            return await self._write_and_read()

    async def _write_and_read(self) -> KafkaTestView:
        await ensure_topics(self._settings, [TOPIC])
        key = str(new_id()).encode()
        async with self._reading() as consumer:
            begun = time.perf_counter()
            await self._publisher.publish([Outgoing(TOPIC, key, b"{}", [])])
            written = time.perf_counter()
            record = await _await(consumer, key)
            read = time.perf_counter()
        return {
            "topic": TOPIC,
            "partition": record.partition,
            "offset": record.offset,
            "writtenMs": round(1000 * (written - begun), 1),
            "readMs": round(1000 * (read - written), 1),
        }

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[AIOKafkaConsumer]:
        """A consumer in no group that stands at the end of the topic."""
        consumer = AIOKafkaConsumer(TOPIC, **kafka_client(self._settings), fetch_max_wait_ms=100)
        try:
            await consumer.start()
            await consumer.seek_to_end()
            for partition in consumer.assignment():
                await consumer.position(partition)
            yield consumer
        finally:
            await consumer.stop()


async def _await(consumer: AIOKafkaConsumer, key: bytes) -> ConsumerRecord:
    async for record in consumer:
        if record.key == key:
            return record
    raise Transient("the consumer stopped before the record came back")
