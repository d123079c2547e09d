"""Watching sagas settle from outside: the order topic says when, without asking anybody anything."""

import asyncio
from typing import Self

from aiokafka import AIOKafkaConsumer, TopicPartition

TOPIC = "order.events.v1"
SETTLED = {b"order.confirmed", b"order.cancelled"}


class Watch:
    """Knows which orders have settled; `settled(order)` waits for one."""

    def __init__(self, brokers: str) -> None:
        self._consumer = AIOKafkaConsumer(bootstrap_servers=brokers, fetch_max_wait_ms=100)
        self._seen: set[str] = set()
        self._waiting: dict[str, asyncio.Future[None]] = {}
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self._consumer.start()
        partitions = [
            TopicPartition(TOPIC, n)
            for n in sorted(self._consumer.partitions_for_topic(TOPIC) or await self._partitions())
        ]
        self._consumer.assign(partitions)
        await self._consumer.seek_to_end(*partitions)
        for partition in partitions:
            await self._consumer.position(partition)
        self._task = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task:
            self._task.cancel()
        await self._consumer.stop()

    async def settled(self, order_id: str) -> None:
        """Return once the order is confirmed or cancelled."""
        if order_id not in self._seen:
            waiting = self._waiting.setdefault(order_id, asyncio.get_running_loop().create_future())
            await waiting

    def has_settled(self, order_id: str) -> bool:
        """Whether the order was confirmed or cancelled."""
        return order_id in self._seen

    async def _partitions(self) -> set[int]:
        await self._consumer._client.force_metadata_update()
        return set(self._consumer.partitions_for_topic(TOPIC) or ())

    async def _read(self) -> None:
        while True:
            for records in (await self._consumer.getmany(timeout_ms=1000)).values():
                for record in records:
                    if dict(record.headers).get("ce_type") in SETTLED:
                        self._note(record.key.decode())

    def _note(self, order_id: str) -> None:
        self._seen.add(order_id)
        waiting = self._waiting.pop(order_id, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(None)
