"""Watching sagas settle from outside: the order topic says when, without asking anybody anything."""

import asyncio
import time
from contextlib import suppress
from typing import Self

from aiokafka import AIOKafkaConsumer, TopicPartition

from bench.fetching import Fetching

TOPIC = "order.events.v1"
SETTLED = {b"order.confirmed", b"order.cancelled"}


class Watch:
    """Knows which orders have settled, and when; `settled(order)` waits for one."""

    def __init__(self, brokers: str) -> None:
        self._brokers = brokers
        self._when: dict[str, float] = {}
        self._waiting: dict[str, asyncio.Future[float]] = {}
        self._reading: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        host, _, port = self._brokers.partition(":")
        fetching = Fetching((host, int(port)), TOPIC, await self._ends())
        self._reading = asyncio.create_task(self._read(fetching))
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._reading:
            self._reading.cancel()
            with suppress(asyncio.CancelledError):
                await self._reading  # raises what it ended of, if it did

    async def settled(self, order_id: str) -> float:
        """Return once the order is confirmed or cancelled; when that was seen, as `time.perf_counter` counts."""
        when = self._when.get(order_id)
        if when is None:
            return await self._waiting.setdefault(order_id, asyncio.get_running_loop().create_future())
        return when

    def has_settled(self, order_id: str) -> bool:
        """Whether the order was confirmed or cancelled."""
        return order_id in self._when

    def when(self, order_id: str) -> float:
        """When the order was seen to have settled. Raises `KeyError` while it was not."""
        return self._when[order_id]

    async def _ends(self) -> dict[int, int]:
        """Behind the last record of each partition."""
        async with AIOKafkaConsumer(bootstrap_servers=self._brokers) as consumer:
            await consumer._client.force_metadata_update()
            partitions = [TopicPartition(TOPIC, n) for n in consumer.partitions_for_topic(TOPIC) or ()]
            return {each.partition: end for each, end in (await consumer.end_offsets(partitions)).items()}

    async def _read(self, fetching: Fetching) -> None:
        async for records in fetching.batches():
            now = time.perf_counter()
            for record in records:
                if record.key is not None and dict(record.headers).get("ce_type") in SETTLED:
                    self._note(record.key.decode(), now)

    def _note(self, order_id: str, now: float) -> None:
        self._when.setdefault(order_id, now)
        waiting = self._waiting.pop(order_id, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(now)
