"""The one consuming loop: batches of what is waiting, one transaction a batch, ack after COMMIT, in order.

Faust commits whatever leaves its loop by an exception, so nothing leaves this body but to end the process. Values are
taken raw and decoded here, for Faust skips what it cannot decode.
"""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Container, Sequence
from typing import Any

import structlog

from common import cloudevents, metrics
from common.database import Database
from common.dead_letters import DeadLetter, dead_letter
from common.envelope import Received
from common.errors import HandledBefore, Poison, StreamConflict
from common.failpoints import failpoint
from common.faults import TRANSIENT, Kind, kind_of
from common.inbox import take_in
from common.publisher import Publisher
from common.retries import until_it_works
from common.tracing import spans
from common.transaction import Tx

Handle = Callable[[Tx, Sequence[Received]], Awaitable[None]]

log = structlog.get_logger(__name__)


class ConsumingLoop:
    """Handles batches for one service; `handle` gets events nobody handled before, in the inbox's transaction."""

    def __init__(
        self,
        service: str,
        database: Database,
        publisher: Publisher,
        handle: Handle,
        most: int,
        wanted: Container[str] | None = None,
    ) -> None:
        """At most `most` records a batch; those of types not `wanted` are passed over (None: every type is)."""
        self._service, self._database, self._publisher = service, database, publisher
        self._handle, self._most, self._wanted = handle, most, wanted

    async def run(self, stream: Any, generation: Callable[[], int]) -> None:
        """Consume a Faust stream for ever; `generation()` is the group's present generation.

        A batch drawn before a rebalance is handled, and its effects kept, but not acked after it: whoever has the
        partition now gets it again, and the inbox passes over it.
        """
        stream = stream.noack()
        async for first in stream.events():
            batch = [first, *_waiting(stream.channel.queue, self._most - 1)]
            batch = [event for event in batch if event.message.generation_id == generation()]
            await self._handle_or_die(batch, generation)

    async def _handle_or_die(self, batch: Sequence[Any], generation: Callable[[], int]) -> None:
        try:
            await failpoint("consume.drawn")
            await self.handle_batch([event.message for event in batch])
            await failpoint("consume.committed")
            for event in batch:
                if event.message.generation_id == generation():
                    event.ack()
            await failpoint("consume.acked")
        except asyncio.CancelledError:
            raise  # the process is stopping: rolled back, not acked, delivered again
        except BaseException:
            log.critical("consuming failed; the process ends and its supervisor restarts it", exc_info=True)
            os._exit(70)

    async def handle_batch(self, messages: Sequence[Any]) -> None:
        """Handle records of any size of batch; returns when effects are committed and poison is dead-lettered."""
        begun = time.perf_counter()
        events, dead = self._decode(messages)
        by_place = {(m.topic, m.partition, m.offset): m for m in messages}
        for event, error in await self._commit(events):
            message = by_place[event.topic, event.partition, event.offset]
            dead.append(dead_letter(message, self._service, event.event.type, error))
        if dead:
            await until_it_works(lambda: self._publisher.publish([d.outgoing(self._service) for d in dead]))
        metrics.BATCH.observe(len(messages))
        metrics.BATCH_SECONDS.observe(time.perf_counter() - begun)

    def _decode(self, messages: Sequence[Any]) -> tuple[list[Received], list[DeadLetter]]:
        events, dead = [], []
        for message in messages:
            try:
                event = cloudevents.parse(message, message.headers or (), self._wanted)
            except Poison as poison:
                dead.append(dead_letter(message, self._service, "decode", poison))
            else:
                if event is not None:
                    events.append(event)
        return events, dead

    async def _commit(self, events: list[Received]) -> list[tuple[Received, BaseException]]:
        """Commit the batch's effects; returns the poison in it, found by halving."""
        if not events:
            return []
        try:
            with spans().consuming(self._service, events):
                await self._take_effect(events)
        except Exception as error:  # sorted here: transient never gets here, fatal goes on
            if kind_of(error) is not Kind.POISON:
                raise
            if len(events) == 1:
                return [(events[0], error)]
            middle = len(events) // 2
            return [*await self._commit(events[:middle]), *await self._commit(events[middle:])]
        return []

    async def _take_effect(self, events: list[Received]) -> None:
        try:
            await self._in_one_transaction(events, again=False)
        except TRANSIENT as error:
            # What was taken for granted may be wrong: that nobody has handled an event, or changed a stream.
            if not isinstance(error, HandledBefore | StreamConflict):
                log.warning("a batch could not be committed; it is tried again", error=repr(error))
            await until_it_works(lambda: self._in_one_transaction(events, again=True))

    async def _in_one_transaction(self, events: list[Received], *, again: bool) -> None:
        async with self._database.transaction(again=again) as tx:
            fresh = await take_in(tx, events)
            tx.after_commit.append(lambda: metrics.took_in(events, fresh))
            if fresh:
                await self._handle(tx, fresh)
            await failpoint("consume.committing")


def _waiting(queue: Any, most: int) -> list[Any]:
    """What Faust has already put in the stream's queue: taking it adds no wait, as `take(within=…)` would."""
    return [queue.get_nowait() for _ in range(min(most, queue.qsize()))]
