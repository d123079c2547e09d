"""Writing to Kafka so that nothing is lost or reordered: idempotent, acks=all, made anew after an error."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from common.cloudevents import Headers
from common.failpoints import failpoint
from common.kafka_client import kafka_client
from common.settings import ServiceSettings
from common.tracing import spans

STOP_SECONDS = 2.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One record to be written; records of one `key` keep their order."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Headers


class Publisher:
    """One idempotent producer. A failed one is thrown away: its sequence numbers are of no more use."""

    def __init__(self, settings: ServiceSettings) -> None:
        self._settings = settings
        self._producer: AIOKafkaProducer | None = None
        self.reached: dict[int, int] = {}  # the next offset of each partition that was written to, of whichever topic

    async def publish(self, records: Sequence[Outgoing]) -> None:
        """Write all, in order; returns when every replica in sync has them. Raises `KafkaError` (transient)."""
        with spans().sending(records):
            await self._publish(records)

    async def close(self) -> None:
        """Stop the producer; a later `publish` starts a new one."""
        producer, self._producer = self._producer, None
        if producer is not None:
            try:
                async with asyncio.timeout(STOP_SECONDS):  # without a broker it would wait for one
                    await producer.stop()
            except (KafkaError, TimeoutError) as error:  # what it held was not acknowledged: it is published again
                log.warning("producer did not stop cleanly", error=repr(error))

    async def _publish(self, records: Sequence[Outgoing]) -> None:
        producer = await self._started()
        try:
            waiting = [await producer.send(r.topic, r.value, r.key, headers=r.headers) for r in records]
            await failpoint("publisher.sending")
            written = await asyncio.gather(*waiting)
        except KafkaError:
            await self.close()
            raise
        self.reached.update({at.partition: at.offset + 1 for at in written})

    async def _started(self) -> AIOKafkaProducer:
        if self._producer is None:
            producer = AIOKafkaProducer(
                **kafka_client(self._settings),
                client_id=f"{self._settings.kafka_client_id}-{self._settings.node_name}",
                enable_idempotence=True,
                acks="all",
                linger_ms=0,
                request_timeout_ms=10_000,
                retry_backoff_ms=50,
            )
            try:
                await producer.start()
            except KafkaError:
                await producer.stop()
                raise
            self._producer = producer
        return self._producer
