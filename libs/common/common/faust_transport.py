"""Faust's consumer, with a shorter long poll, and with its positions written down before they are committed.

What Faust fixes at 1.5 s is how long a busy partition can stall: aiokafka has one fetch under way to a broker. A fetch
leaves out the partitions whose records are not taken yet; when all others are quiet the broker holds it for the whole
of `fetch_max_wait_ms`, and those left out wait as long.
"""

from collections.abc import Mapping
from typing import Any

from faust.transport.drivers import aiokafka
from faust.types import TP

from common.failpoints import failpoint
from common.positions import Positions

LONG_POLL_MS = 100


class _Thread(aiokafka.AIOKafkaConsumerThread):
    def _create_worker_consumer(self, transport: Any) -> Any:
        consumer = super()._create_worker_consumer(transport)
        consumer._fetch_max_wait_ms = LONG_POLL_MS  # no setting reaches it; aiokafka reads it when it starts
        return consumer

    async def _commit(self, offsets: Mapping[TP, int]) -> bool:
        if self.assignment().isdisjoint(offsets):
            return False  # all have moved on in a rebalance; to aiokafka, committing nothing is a mistake
        return bool(await super()._commit(offsets))


class _Consumer(aiokafka.Consumer):
    def _new_consumer_thread(self) -> _Thread:
        return _Thread(self, loop=self.loop, beacon=self.beacon)

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
