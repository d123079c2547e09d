"""Leading: which of a service's processes relays, and how far it has come."""

import asyncio
from collections.abc import Mapping
from typing import Any

import structlog

from common.bell import heard
from common.errors import Transient
from common.failpoints import failpoint
from common.relay_beat import end_a_frozen_leader
from common.transaction import Row, columns

LOCK = 7_031_002
CHANNEL = "events_appended"
STANDBY_SECONDS = 0.5  # between two tries for the lock
SAVE_SECONDS = 0.1  # between two writes of the cursor

# In one statement, lest somebody takes the new leader for the frozen one before it has beaten.
_READ = "SELECT tx::text, position, epoch FROM relay_cursor"
_LEAD = """
UPDATE relay_cursor SET epoch = epoch + 1, beat_at = now()
WHERE pg_try_advisory_lock(%s) RETURNING epoch
"""
# From where this leader wrote it last: a cursor that is elsewhere is another leader's, or one of a database set back.
_MOVE = """
WITH moved AS (
    UPDATE relay_cursor SET tx = %s::xid8, position = %s
    WHERE epoch = %s AND (tx, position) = (%s::xid8, %s) RETURNING 1
), noted AS (
    INSERT INTO published SELECT partition, next_offset
    FROM unnest(%s::int[], %s::bigint[]) AS written (partition, next_offset), moved
    ON CONFLICT (partition) DO UPDATE SET next_offset = greatest(published.next_offset, excluded.next_offset)
)
SELECT count(*) FROM moved
"""

log = structlog.get_logger(__name__)


class Lease:
    """The advisory lock on one connection, and the cursor that its holder moves.

    The lock ends with the connection. Each holder has a higher epoch, so that one which lost its connection unawares
    cannot move the cursor. The cursor is written down now and then: what a crash forgets is published again.
    """

    def __init__(self, owner: str, cursor: Any, rung: asyncio.Event, reached: Mapping[int, int]) -> None:
        """`cursor` is an aiopg cursor of a connection that nobody else uses; `rung` the process's own bell.

        `reached` tells how far the topic's partitions are written, and is noted with the cursor.
        """
        self._owner, self._sql, self._rung, self._reached = owner, cursor, rung, reached
        self.at: tuple[str, int] = ("0", 0)
        self._saved, self._saved_at, self._epoch = self.at, 0.0, 0

    @property
    def is_saved(self) -> bool:
        """Whether the cursor is written down as it is."""
        return self.at == self._saved

    async def take(self) -> None:
        """Wait for the lock; meanwhile pass on what the own process rings for."""
        await self._sql.execute("SET synchronous_commit = off")  # a cursor lost with the server only publishes again
        while await self._fetch_one(_LEAD, (LOCK,)) is None:
            await end_a_frozen_leader(self._sql, LOCK)
            if await heard(self._rung, STANDBY_SECONDS):
                await self._sql.execute(f"NOTIFY {CHANNEL}")
        await self._sql.execute(f"LISTEN {CHANNEL}")

    async def begin(self) -> None:
        """Go on from where the cursor was written down last."""
        row = await self._fetch_one(_READ, ())
        assert row is not None
        tx, position, self._epoch = row
        self.at = self._saved = (tx, position)
        log.info("relay leads", owner=self._owner, epoch=self._epoch, tx=tx, position=position)

    async def save(self) -> None:
        """Write the cursor down, unless it was a moment ago; raises `Transient` when another process leads."""
        time = asyncio.get_running_loop().time()
        if self.is_saved or time < self._saved_at + SAVE_SECONDS:
            return
        await failpoint("relay.saving")
        reached = columns(sorted(self._reached.items())) or [[], []]
        if await self._fetch_one(_MOVE, (*self.at, self._epoch, *self._saved, *reached)) != (1,):
            raise Transient("another relay leads now, or the database was set back")
        self._saved, self._saved_at = self.at, time
        await failpoint("relay.saved")

    async def _fetch_one(self, sql: str, params: tuple[Any, ...]) -> Row | None:
        await self._sql.execute(sql, params)
        row = await self._sql.fetchone()
        return None if row is None else tuple(row)
