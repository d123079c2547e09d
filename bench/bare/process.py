"""What the three processes have in common: one connection, one producer, one consumer."""

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

import asyncpg
import uvloop
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord

from bench.bare.outbox import Outbox, Write

COMMIT_SECONDS = 1.0  # as Quadrille does
MOST = 5000  # records of a batch: what waits is taken in at once, or the tracker would fall behind

Begin = Callable[[Outbox], Awaitable[None]]


async def run(
    name: str, sql: str, write: Write, topics: Sequence[str], *, linger: float = 0.0, begin: Begin | None = None
) -> None:
    """Be the process `name`: write what comes from `topics`, and what `begin` lets in, for ever."""
    connection = await asyncpg.connect(os.environ["BARE_DSN"])
    brokers = os.environ["BARE_BROKERS"]
    async with (
        AIOKafkaProducer(bootstrap_servers=brokers, acks="all", enable_idempotence=True, linger_ms=0) as producer,
        AIOKafkaConsumer(
            *topics, bootstrap_servers=brokers, group_id=name, enable_auto_commit=False,
            auto_offset_reset="earliest", max_poll_records=MOST,
        ) as consumer,
    ):  # fmt: skip
        outbox = Outbox(connection, producer, name, write)
        work = [asyncio.create_task(outbox.run(sql)), asyncio.create_task(_consume(consumer, outbox.put, linger))]
        if begin:
            await begin(outbox)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        done, _ = await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
        done.pop().result()


async def _consume(
    consumer: AIOKafkaConsumer, handle: Callable[[Sequence[ConsumerRecord]], Awaitable[None]], linger: float
) -> None:
    committed = time.monotonic()
    while True:
        await asyncio.sleep(linger)
        batches = await consumer.getmany(timeout_ms=1000)
        records = [record for batch in batches.values() for record in batch]
        if records:
            await handle(records)
        if time.monotonic() > committed + COMMIT_SECONDS:
            await consumer.commit()
            committed = time.monotonic()


def main(work: Coroutine[Any, Any, None]) -> None:
    """Run until killed: what is durable stays, and nothing else has to be put away."""
    uvloop.run(work)
