"""Writing rows and publishing events: what arrives while a transaction runs goes together into the next one."""

import asyncio
import os
import time
from collections.abc import Callable, Sequence
from typing import Any

import asyncpg
import orjson
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from bench.bare.events import Event, record_of

SAVE_SECONDS = 1.0  # a crash publishes again what went out since

_UNPUBLISHED = """
SELECT events.position, id::text, stream::text, version, type, schema_version, data::text, correlation_id::text,
       causation_id::text, node, time
FROM events, relay_cursor WHERE events.position > relay_cursor.position ORDER BY events.position
"""
_SAVE = "UPDATE relay_cursor SET position = $1"

# What a batch of items comes to: the events that it says, and the statement's arguments, each a list of rows.
Write = Callable[[Sequence[Any]], tuple[list[Event], tuple[object, ...]]]


class Outbox:
    """One connection and one statement: rows, events and inbox entries of a batch are one transaction.

    The statement returns position and id of each event that it stored. There is one writer, so the order of positions
    is the order of commits, and events go out from memory: from the table only what a crash left unpublished.
    """

    def __init__(self, connection: "asyncpg.Connection[Any]", producer: AIOKafkaProducer, source: str, write: Write):
        self._connection, self._producer, self._source, self._write = connection, producer, source, write
        self._line: list[tuple[Any, asyncio.Future[None]]] = []
        self._arrived = asyncio.Event()
        self._published = self._saved = 0
        self._saved_at = 0.0
        self._noting: asyncio.Task[None] | None = None

    async def put(self, items: Sequence[Any]) -> None:
        """Return when what these come to is durable."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._line += [(item, done) for item in items]
        self._arrived.set()
        await done

    async def run(self, sql: str) -> None:
        """Publish what was left, and write for ever by the statement `sql`."""
        left = await self._connection.fetch(_UNPUBLISHED)
        if left:
            events = [{**each, "data": orjson.loads(each["data"])} for each in left]
            await self._publish(events, left[-1]["position"])
        statement = await self._connection.prepare(sql)
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            line, self._line = self._line, []
            events, rows = self._write([item for item, _ in line])
            stored = {str(id): at for at, id in await statement.fetch(*(orjson.dumps(each).decode() for each in rows))}
            for done in {done for _, done in line}:
                done.set_result(None)
            if stored:
                await self._publish([event for event in events if event["id"] in stored], max(stored.values()))
            await self._save()

    async def _publish(self, events: Sequence[Event], last: int) -> None:
        sent = []
        for event in events:
            key, value, headers = record_of(event, self._source)
            sent.append(await self._producer.send(f"{self._source}.events.v1", value, key, headers=headers))
        self._noting = asyncio.create_task(self._note(sent, last, self._noting))

    async def _note(
        self, sent: "Sequence[asyncio.Future[Any]]", position: int, earlier: "asyncio.Task[None] | None"
    ) -> None:
        try:
            await asyncio.gather(*sent, *([earlier] if earlier else []))
        except KafkaError:
            os._exit(70)  # what is not acknowledged is published at the next start
        self._published = position

    async def _save(self) -> None:
        if self._published > self._saved and time.monotonic() > self._saved_at + SAVE_SECONDS:
            self._saved, self._saved_at = self._published, time.monotonic()
            await self._connection.execute(_SAVE, self._saved)
