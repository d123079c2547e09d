"""Reads auth's topic into the set of users on hold: each gateway for itself, from the beginning, in no group."""

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRecord
from common import cloudevents
from common.errors import Poison
from common.kafka_client import kafka_client
from common.retries import until_it_works
from common.settings import ServiceSettings
from common.topics import ensure_topics

from gateway_service.choreography import PART
from gateway_service.suspensions import Suspensions

WANTED = {event.type for event in PART.reads}
POLL_MS = 500
RETRY_MS = 500  # each try of a broker that is away costs four log lines

log = structlog.get_logger(__name__)


class SuspensionFeed:
    """Keeps `suspensions` up to date. Once caught up it stays so: a broker that is away must not close the edge."""

    def __init__(self, settings: ServiceSettings, topic: str, suspensions: Suspensions) -> None:
        self._settings, self._topic, self._suspensions = settings, topic, suspensions
        self.caught_up = False

    async def run(self) -> None:
        """Read for ever, whatever becomes of the broker; cancel to stop."""
        await until_it_works(self._read)

    async def _read(self) -> None:
        await ensure_topics(self._settings, [self._topic])
        consumer = AIOKafkaConsumer(
            self._topic,
            **kafka_client(self._settings),
            client_id=f"{self._settings.kafka_client_id}-{self._settings.node_name}",
            auto_offset_reset="earliest",
            enable_auto_commit=False,
            retry_backoff_ms=RETRY_MS,
        )
        try:
            await consumer.start()
            await self._follow(consumer)
        finally:
            await consumer.stop()

    async def _follow(self, consumer: AIOKafkaConsumer) -> None:
        ends = await consumer.end_offsets(consumer.assignment())
        while True:
            if not self.caught_up:
                self.caught_up = all([await consumer.position(at) >= end for at, end in ends.items()])
            for records in (await consumer.getmany(timeout_ms=POLL_MS)).values():
                for record in records:
                    self._learn(record)

    def _learn(self, record: ConsumerRecord) -> None:
        """Poison is logged and passed over: the services that consume this topic dead-letter it."""
        try:
            received = cloudevents.parse(record, record.headers, WANTED)
        except Poison as poison:
            log.error("poison passed over", why=poison.reason, partition=record.partition, offset=record.offset)
            return
        if received is not None:
            self._suspensions.learn(received)
