"""Events that were said long ago, stored and published, and where they are by now."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from common.clock import now
from common.database import Database
from common.envelope import Recorded
from common.event_store import append
from common.testing.counter import recorded

DAYS = 30
PUBLISHED = (
    "UPDATE relay_cursor SET (tx, position) = (SELECT tx, position FROM events ORDER BY tx DESC, position DESC LIMIT 1)"
)

PRECEDED = "SELECT FROM events WHERE tx >= pg_snapshot_xmin(pg_current_snapshot())"


def old(stream: UUID, version: int) -> Recorded:
    """An event of a counter that is a minute older than `DAYS`."""
    return replace(recorded(stream, version), time=now() - timedelta(days=DAYS, minutes=1))


async def say(database: Database, events: Iterable[Recorded], *, publish: bool = True) -> None:
    """Store events, and say that they were published, as a relay does."""
    async with database.transaction() as tx:
        append(tx, list(events))
    async with database.transaction() as tx:
        if publish:
            await tx.execute(PUBLISHED)


async def behind_all(database: Database) -> None:
    """Wait until no transaction is open that may precede an event: other tests have some on the same server."""
    while await database.fetch(PRECEDED):
        await asyncio.sleep(0.02)


async def places(database: Database) -> tuple[set[UUID], set[UUID]]:
    """The ids of the events in the store proper, and of those in the archive."""
    present, archived = [
        {event_id for (event_id,) in await database.fetch(f"SELECT id FROM {table}")}
        for table in ("events", "events_archive")
    ]
    return present, archived
