"""Topics in memory: what is written stays, in order within a partition; who reads keeps two places, read and acked."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from common.cloudevents import Headers
from common.publisher import Outgoing

PARTITIONS = 2
Place = tuple[str, int]  # a topic, a partition


@dataclass(frozen=True, slots=True)
class Record:
    """What a consumer gets."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Headers


class Broker:
    """All topics."""

    def __init__(self) -> None:
        self.records: dict[Place, list[Record]] = {}

    async def publish(self, outgoing: Sequence[Outgoing]) -> None:
        """Append, each to the partition of its key."""
        for out in outgoing:
            partition = int((out.key or b"")[-1:], 16) % PARTITIONS
            there = self.records.setdefault((out.topic, partition), [])
            there.append(Record(out.topic, partition, len(there), out.key, out.value, out.headers))


class Consumer:
    """One service's reading, through the consuming loop of whichever replica has its turn."""

    def __init__(
        self, broker: Broker, topics: Sequence[str], handle_batch: Callable[[Sequence[Record]], Awaitable[None]]
    ) -> None:
        self._broker, self._handle_batch = broker, handle_batch
        self.places: list[Place] = [(topic, partition) for topic in topics for partition in range(PARTITIONS)]
        self.at = dict.fromkeys(self.places, 0)
        self._acked = dict(self.at)
        self.aside: list[Record] = []

    def waiting(self, place: Place, most: int) -> list[Record]:
        """The next records of a partition."""
        return self._broker.records.get(place, [])[self.at[place] :][:most]

    async def handle(self, place: Place, most: int) -> None:
        """Handle one batch; it is not acked yet."""
        if batch := self.waiting(place, most):
            await self._handle_batch(batch)
            self.at[place] += len(batch)

    def ack(self) -> None:
        """Everything handled so far is acked."""
        self._acked = dict(self.at)

    def restart(self) -> None:
        """What was not acked comes again."""
        self.at = dict(self._acked)

    def rewind(self, place: Place, to: int) -> None:
        """A rebalance gives the partition to a process that knows an older ack."""
        self.at[place] = self._acked[place] = min(to, self._acked[place])

    def set_aside(self, place: Place) -> None:
        """The next record becomes a dead letter, for a fault that is mended later."""
        if batch := self.waiting(place, 1):
            self.aside += batch
            self.at[place] += 1

    async def replay(self, which: int) -> None:
        """A dead letter is handled after all."""
        if self.aside:
            record = self.aside[which % len(self.aside)]
            await self._handle_batch([record])
            self.aside.remove(record)
