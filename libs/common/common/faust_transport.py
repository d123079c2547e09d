"""Faust's consumer at less cost: in the service's own loop, without two tasks a message, and with a shorter long poll.

Its positions are written down before they are committed. What Faust fixes at 1.5 s is how long a busy partition can
stall: aiokafka has one fetch under way to a broker. A fetch leaves out the partitions whose records are not taken yet;
when all others are quiet the broker holds it for the whole of `fetch_max_wait_ms`, and those left out wait as long.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from faust.transport.drivers import aiokafka
from faust.types import TP
from mode.threads import ServiceThread

from common.failpoints import failpoint
from common.positions import Positions

log = structlog.get_logger(__name__)


class _InLoop:
    """Stands for the thread in which Faust runs its consumer: each fetch would change threads twice, and wait for the
    interpreter's lock while the service works."""

    def __init__(self, service: ServiceThread) -> None:
        self._service = service

    def start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._service._serve())
        self._task.add_done_callback(self._ended)

    def _ended(self, task: "asyncio.Task[Any]") -> None:
        if not task.cancelled() and (error := task.exception()):
            log.error("Faust's consumer broke", exc_info=error)
            self._service.set_shutdown()  # as its thread would have, for whoever stops it waits for that

    def stop(self) -> None:
        """Whoever calls it has waited for the service to shut down."""


class _Thread(aiokafka.AIOKafkaConsumerThread):
    Worker: Any = _InLoop

    async def call_thread(self, fun: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        found = fun(*args, **kwargs)
        return await found if isinstance(found, Awaitable) else found

    async def _gather_remaining_tasks(self) -> None:
        """A thread's loop is swept when it ends. This loop goes on."""

    def _create_worker_consumer(self, transport: Any) -> Any:
        consumer = super()._create_worker_consumer(transport)
        # No setting reaches these; aiokafka reads them when it starts.
        consumer._fetch_max_wait_ms, consumer._fetch_min_bytes = transport.long_poll_ms, transport.fetch_min_bytes
        return consumer

    async def _commit(self, offsets: Mapping[TP, int]) -> bool:
        if self.assignment().isdisjoint(offsets):
            return False  # all have moved on in a rebalance; to aiokafka, committing nothing is a mistake
        return bool(await super()._commit(offsets))


class _Consumer(aiokafka.Consumer):
    def _new_consumer_thread(self) -> _Thread:
        return _Thread(self, loop=self.loop, thread_loop=self.loop, beacon=self.beacon)

    async def wait_first(self, *coros: Any, **options: Any) -> Any:
        """The first of several to be done. Faust waits so, with two tasks, for each message to be put into the queue;
        while records flow that takes no waiting."""
        put, *others = coros
        if self.flow_active and self.app.flow_control.is_active() and others:
            for other in others:
                other.close()
            return await put
        return await super().wait_first(*coros, **options)

    async def _commit(self, offsets: Mapping[TP, int]) -> bool:
        await failpoint("offsets.committing")
        transport: Any = self.transport  # its type knows nothing of ours
        if not await transport.positions.write({(at.topic, at.partition): n for at, n in offsets.items()}):
            return False
        done = bool(await super()._commit(offsets))
        await failpoint("offsets.committed")
        return done


class Transport(aiokafka.Transport):
    """To be given to an app, with the `positions` to write to, before it starts."""

    Consumer = _Consumer
    positions: Positions
    long_poll_ms = 100
    fetch_min_bytes = 1  # before a fetch is answered within its long poll
