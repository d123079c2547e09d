"""The relay on memory: its own looking and passing on, of tables to the broker, with a cursor written now and then."""

from collections.abc import Sequence
from typing import Any, cast

from common.bell import Said
from common.errors import Transient
from common.publisher import Outgoing
from common.relay import _READ_PLACES, Relay
from common.relay_ahead import Ahead
from common.settings import ServiceSettings
from common.transaction import Row

from tests.simulation.kafka import Broker
from tests.simulation.memory import MemoryDatabase
from tests.simulation.tables import Tables

_SETTINGS = ServiceSettings()


class Lease:
    """In place of `common.relay_lease.Lease`: how far its holder came; `tables` have what is written down of it."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        tables.epoch += 1
        self.at, self._epoch = tables.cursor, tables.epoch
        self.is_time = True  # to write the cursor down: the schedule says

    @property
    def is_over(self) -> bool:
        """Whether another leads."""
        return self._epoch != self._tables.epoch

    @property
    def is_saved(self) -> bool:
        """Whether the cursor is written down as it is."""
        return self.at == self._tables.cursor

    async def save(self) -> None:
        """Write the cursor down, unless it was a moment ago."""
        if self.is_over:
            raise Transient("another relay leads now")
        if self.is_time:
            self._tables.cursor = self.at


class MemoryRelay:
    """One replica's relay; also the database cursor that it reads by, and the publisher that it writes by."""

    def __init__(self, owner: str, tables: Tables, replica: int, broker: Broker) -> None:
        self._tables, self._broker = tables, broker
        self._relay = Relay(_SETTINGS, owner, cast(Any, self))
        self.database = MemoryDatabase(tables, replica, self.hear)
        self._most = 0
        self._rows: list[Row] = []
        self._lease: Lease | None = None

    @property
    def leads(self) -> bool:
        """Whether it believes so."""
        return self._lease is not None

    def hear(self, said: Sequence[Said]) -> None:
        """The bell of its process."""
        self._relay._hear(said)

    def lead(self) -> None:
        """Go on from where the cursor was written down; what it knew when it led before is forgotten."""
        self._lease = Lease(self._tables)
        self._relay._leads, self._relay._heard, self._relay._ahead = True, [], Ahead()

    def stand_by(self) -> None:
        """Lead no longer, or die."""
        self._lease, self._relay._leads = None, False

    async def look(self, most: int, *, saves: bool) -> None:
        """Publish at most `most` events, as if a transaction older than the others were open."""
        lease = self._lease
        if lease is None or lease.is_over:  # the lock ends with the connection, so that nothing can be read either
            self.stand_by()
            return
        if lease.is_saved and lease.at[1] == len(self._tables.events):
            return  # most steps find nothing to do, and should cost nothing
        self._most, lease.is_time = most, saves
        await self._relay._look(self, cast(Any, lease))

    async def pass_on(self) -> None:
        """Publish what was heard; one that leads no longer may not know it."""
        await self._relay._pass_on()

    async def execute(self, sql: str, after: tuple[str, int]) -> None:
        """Read on in the order of transactions, which here is that of positions."""
        rows = self._tables.events[after[1] :]
        places = [(str(row[-1]), after[1] + n, n <= self._most) for n, row in enumerate(rows, start=1)]
        columns = 1 if sql == _READ_PLACES else -1
        self._rows = [(*row[:columns], *place) for row, place in zip(rows, places, strict=True)]

    async def fetchall(self) -> list[Row]:
        """What was read."""
        return self._rows

    async def publish(self, records: Sequence[Outgoing]) -> None:
        """Write to the broker, and perhaps live to know of it."""
        self.database.strike("dies before it is durable")
        await self._broker.publish(records)
        self.database.strike("dies once it is durable")
