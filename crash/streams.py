"""What was published, as Kafka has it: the events of each stream in the order in which they came."""

import asyncio
from collections import defaultdict
from typing import Any, Self

from aiokafka import AIOKafkaConsumer

TOPICS = ("order.events.v1", "payment.events.v1")


class Streams:
    """Reads the topics from its start on; for each topic and order, (version, id) of every record."""

    def __init__(self, brokers: str) -> None:
        self._consumer = AIOKafkaConsumer(*TOPICS, bootstrap_servers=brokers, fetch_max_wait_ms=100)
        self._records: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
        self._reading: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self._consumer.start()
        for partition in self._consumer.assignment():
            await self._consumer.position(partition)
        self._reading = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._reading:
            self._reading.cancel()
        await self._consumer.stop()

    def ids(self, order_id: str) -> set[str]:
        """The events of an order, in all topics."""
        return {event_id for topic in TOPICS for _, event_id in self._records[topic, order_id]}

    def misplaced(self, order_id: str) -> list[str]:
        """What is wrong with the streams of an order. A record may come again; otherwise 1, 2, 3 … and each once."""
        found = []
        for topic in TOPICS:
            versions = [version for version, _ in dict.fromkeys(self._records[topic, order_id])]
            if versions != list(range(1, len(versions) + 1)):
                found.append(f"{topic} has versions {versions}")
        return found

    async def _read(self) -> None:
        while True:
            for records in (await self._consumer.getmany(timeout_ms=1000)).values():
                for record in records:
                    self._note(record)

    def _note(self, record: Any) -> None:
        headers = {name: value.decode() for name, value in record.headers}
        self._records[record.topic, record.key.decode()].append((int(headers["ce_streamversion"]), headers["ce_id"]))
