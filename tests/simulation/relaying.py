"""The relay on memory: its own step, reading the tables, writing to the broker, keeping its cursor now and then."""

from collections.abc import Sequence
from typing import Any, cast

from common.publisher import Outgoing
from common.relay import Relay
from common.settings import ServiceSettings
from common.transaction import Row

from tests.simulation.kafka import Broker
from tests.simulation.memory import MemoryDatabase

_SETTINGS = ServiceSettings()


class Lease:
    """In place of `common.relay_lease.Lease`: how far it came, and how far it knows to have come after a crash."""

    def __init__(self) -> None:
        self.at = self.saved = ("0", 0)
        self.is_time = True  # to write the cursor down: the schedule says

    @property
    def is_saved(self) -> bool:
        """Whether the cursor is written down as it is."""
        return self.at == self.saved

    async def save(self) -> None:
        """Write the cursor down, unless it was a moment ago."""
        if self.is_time:
            self.saved = self.at


class MemoryRelay:
    """One service's relay; also the database cursor that it reads by, and the publisher that it writes by."""

    def __init__(self, owner: str, database: MemoryDatabase, broker: Broker) -> None:
        self._database, self._broker = database, broker
        self._relay = Relay(_SETTINGS, owner, cast(Any, self))
        self._most = 0
        self._rows: list[Row] = []
        self.lease = Lease()

    async def step(self, most: int, *, saves: bool) -> None:
        """Publish at most `most` events, as if no more were there yet."""
        self._most, self.lease.is_time = most, saves
        if self.lease.is_saved and self.lease.at[1] == len(self._database.tables.events):
            return  # most steps find nothing to do, and should cost nothing
        await self._relay._step(self, cast(Any, self.lease))

    def restart(self) -> None:
        """Another process leads, from what is written down."""
        self.lease.at = self.lease.saved

    async def execute(self, _: str, after: tuple[str, int]) -> None:
        """Read on in the order of transactions, which here is that of positions."""
        rows = self._database.tables.events[after[1] :][: self._most]
        self._rows = [(*row[:-1], str(row[-1]), after[1] + n, True) for n, row in enumerate(rows, start=1)]

    async def fetchall(self) -> list[Row]:
        """What was read."""
        return self._rows

    async def publish(self, records: Sequence[Outgoing]) -> None:
        """Write to the broker, and perhaps live to know of it."""
        self._database.strike("dies before it is durable")
        await self._broker.publish(records)
        self._database.strike("dies once it is durable")
