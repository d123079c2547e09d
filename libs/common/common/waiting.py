"""How many dead letters of a service wait for an operator: asked of Kafka now and then, for whoever looks in."""

import asyncio

from aiokafka import AIOKafkaConsumer, TopicPartition

from common import metrics
from common.errors import Transient
from common.kafka_client import kafka_client
from common.reading import up_to
from common.retries import until_it_works
from common.settings import ServiceSettings
from common.settlements import settlement
from common.topics import dead_letters_of, partitions_by_topic, settled_of

SECONDS = 10.0
RETRY_MS = 1000  # nobody waits for it, and each try of a broker that is away is logged


class WaitingLetters:
    """Counts the letters that are kept, by their offsets, less those that are settled."""

    def __init__(self, settings: ServiceSettings, service: str, *, every: float = SECONDS) -> None:
        """Counts anew `every` so many seconds; `count` is None until it is known."""
        self._settings, self._service, self._every = settings, service, every
        self.count: int | None = None

    async def watch(self) -> None:
        """Count for ever; while the broker is away the last count stands."""
        await until_it_works(self._watch)

    async def _watch(self) -> None:
        consumer = AIOKafkaConsumer(
            **kafka_client(self._settings),
            client_id=f"{self._settings.kafka_client_id}-{self._settings.node_name}",
            auto_offset_reset="earliest",
            retry_backoff_ms=RETRY_MS,
        )
        settled: set[tuple[int, int]] = set()
        try:
            await consumer.start()
            consumer.assign([TopicPartition(settled_of(self._service), 0)])
            letters = await self._partitions()
            while True:
                await _read_on(consumer, settled)
                self.count = await _waiting(consumer, letters, settled)
                metrics.WAITING.labels(self._service).set(self.count)
                await asyncio.sleep(self._every)
        finally:
            await consumer.stop()

    async def _partitions(self) -> list[TopicPartition]:
        topic = dead_letters_of(self._service)
        partitions = (await partitions_by_topic(self._settings)).get(topic)
        if not partitions:
            raise Transient(f"the broker does not know yet of {topic}")
        return partitions


async def _read_on(consumer: AIOKafkaConsumer, settled: set[tuple[int, int]]) -> None:
    (partition,) = consumer.assignment()
    async for records in up_to(consumer, await consumer.end_offsets([partition])):
        known = filter(None, map(settlement, records))
        settled.update((each.partition, each.offset) for each in known)


async def _waiting(consumer: AIOKafkaConsumer, letters: list[TopicPartition], settled: set[tuple[int, int]]) -> int:
    first, end = await consumer.beginning_offsets(letters), await consumer.end_offsets(letters)
    kept = {partition.partition: range(first[partition], end[partition]) for partition in letters}
    done = sum(offset in kept.get(partition, ()) for partition, offset in settled)
    return sum(map(len, kept.values())) - done
