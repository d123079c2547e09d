"""The relay: publishes the event store in commit order, skipping nothing.

Serial order is not commit order: a transaction may take position 5, let 6 be committed, and be committed later. So
events go out in the order of their transactions, and never past one that is still open (`pg_snapshot_xmin`). One
relay a service holds a PostgreSQL advisory lock; its epoch keeps a predecessor that woke up late from moving the
cursor. A crash between publishing and writing the cursor publishes again: twice is possible, lost is not.
"""

import asyncio
import math
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from itertools import takewhile
from typing import Any

import aiopg
import structlog

from common import bell, metrics, relay_records
from common.bell import Said
from common.clock import now
from common.event_store import COLUMNS
from common.failpoints import failpoint
from common.publisher import Outgoing, Publisher
from common.relay_ahead import Ahead
from common.relay_beat import beat
from common.relay_lease import SAVE_SECONDS, Lease
from common.retries import until_it_works
from common.runtime import end
from common.settings import ServiceSettings
from common.transaction import Row

BATCH = 1000
POLL_SECONDS = 1.0  # when nothing rings
HELD_SECONDS = 0.001  # when an older transaction is still open, doubling up to
LONGEST_HELD_SECONDS = 0.1

log = structlog.get_logger(__name__)

# The order is by the table's columns: a bare `tx` would mean the output column, a text in which 10000 precedes 9999.
_AFTER = f"""
FROM events WHERE (tx, position) > (%s::xid8, %s) ORDER BY events.tx, events.position LIMIT {BATCH}
"""
_PLACE = "tx::text, position, tx < pg_snapshot_xmin(pg_current_snapshot())"
_READ = f"SELECT {COLUMNS}, {_PLACE} {_AFTER}"
_READ_PLACES = f"SELECT id, {_PLACE} {_AFTER}"


class Relay:
    """Publishes what `owner`'s event store holds to `owner`'s topic."""

    def __init__(
        self,
        settings: ServiceSettings,
        owner: str,
        publisher: Publisher,
        recover: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """`recover` is called by whoever begins to lead, before anything is published: see common.recovery."""
        self._recover = recover
        self._settings, self._owner = settings, owner
        self._publisher = publisher
        self._rung = asyncio.Event()
        self._held = HELD_SECONDS
        self._leads, self._heard, self._ahead = False, list[Said](), Ahead()
        self._looks_at = 0.0  # when to look next, in the loop's time

    async def run(self) -> None:
        """Relay for ever, standing by while another process does; cancel to stop."""
        with bell.heard_by(self._hear):
            await until_it_works(self._lead_and_relay)

    async def _lead_and_relay(self) -> None:
        connection = await aiopg.connect(self._settings.dsn, timeout=12, enable_hstore=False, enable_json=False)
        beside = [asyncio.create_task(self._listen(connection))]
        try:
            async with connection.cursor() as cursor:
                lease = Lease(self._owner, cursor, self._rung, self._publisher.reached)
                await lease.take()
                beating = asyncio.create_task(beat(self._settings))
                beside.append(beating)
                if self._recover:
                    await self._recover()
                await lease.begin()
                self._leads, self._heard, self._ahead = True, [], Ahead()
                metrics.RELAY_LEADS.set(1)
                while not beating.done():
                    self._looks_at = math.inf
                    self._look_within(await self._look(cursor, lease))
                    await self._pass_on_until_it_is_time()
                await beating  # raises what ended it
        finally:
            self._leads = False
            metrics.RELAY_LEADS.set(0)
            for task in beside:
                await end(task)
            await asyncio.gather(*beside, return_exceptions=True)  # of a broken connection `_look` tells
            await connection.close()  # gives the lock back

    def _hear(self, said: Sequence[Said]) -> None:
        if self._leads:
            self._heard += said
        if len(self._heard) > BATCH:  # the broker is slow, or away; they are not to fill the memory meanwhile
            self._heard, self._looks_at = [], 0.0
        self._rung.set()

    async def _listen(self, connection: aiopg.Connection) -> None:
        while True:
            await connection.notifies.get()
            self._looks_at = 0.0
            self._rung.set()

    def _look_within(self, seconds: float) -> None:
        self._looks_at = min(self._looks_at, asyncio.get_running_loop().time() + seconds)

    async def _pass_on_until_it_is_time(self) -> None:
        """Publish what is heard, at once; return when it is time to look."""
        while (left := self._looks_at - asyncio.get_running_loop().time()) > 0:
            await bell.heard(self._rung, left)
            self._look_within(await self._pass_on())

    async def _pass_on(self) -> float:
        """Publish, of what was heard, what may go out ahead; returns within how many seconds to look for the rest."""
        said, self._heard = self._heard, []
        ready, others = self._ahead.which_follow(said)
        if ready:
            await self._publish([relay_records.of_said(self._owner, each) for each in ready], ready[0].event.time)
            self._ahead.went_out(ready)
        if others:
            return 0.0
        return SAVE_SECONDS if ready else math.inf

    async def _look(self, cursor: Any, lease: Lease) -> float:
        """Publish one batch of what did not go out ahead; returns how many seconds to wait before the next look."""
        rows = await self._rows(cursor, lease)
        ready = list(takewhile(lambda row: row[-1], rows))  # up to the first that an open transaction may precede
        new = [row for row in ready if row[0] not in self._ahead]
        if new:
            await self._publish([self._record(row) for row in new], new[0][10])
            for row in new:
                self._ahead.reaches(row[1], row[2])
        if ready:
            lease.at = (ready[-1][-3], ready[-1][-2])
            self._ahead.passed(row[0] for row in ready)
        await lease.save()
        held = any(row[0] not in self._ahead for row in rows[len(ready) :])
        self._held = min(2 * self._held, LONGEST_HELD_SECONDS) if held and not ready else HELD_SECONDS
        if held:
            return self._held
        if len(rows) == BATCH and ready:
            self._heard = []  # it will be found there, and is not to wait until it is forgotten what has gone out
            return 0.0
        return POLL_SECONDS if lease.is_saved and not self._ahead else SAVE_SECONDS

    async def _rows(self, cursor: Any, lease: Lease) -> Sequence[Row]:
        """What lies after the cursor; of what went out ahead, no more than its places."""
        if self._ahead:
            await cursor.execute(_READ_PLACES, lease.at)
            places: Sequence[Row] = await cursor.fetchall()
            if all(row[0] in self._ahead for row in places):
                return places
        await cursor.execute(_READ, lease.at)
        return list(await cursor.fetchall())

    async def _publish(self, records: Sequence[Outgoing], oldest: datetime) -> None:
        await failpoint("relay.read")
        await self._publisher.publish(records)
        await failpoint("relay.sent")
        metrics.PUBLISHED.inc(len(records))
        metrics.RELAY_AGE.observe((now() - oldest).total_seconds())

    def _record(self, row: Row) -> Outgoing:
        return relay_records.of_row(self._owner, row)
