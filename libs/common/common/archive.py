"""The archive: events that were published long ago leave the table that is written and relayed, and are read like it.

They are moved in the relay's order, behind its cursor and behind every open transaction, so that the relay never misses
one. That two writers of a stream never both win rests on the primary key of `events` alone: for a writer to slip past
it, its transaction would have to outlive the age at which events are moved, which is why that is counted in days.
"""

from common import metrics
from common.database import Database
from common.pruning import in_batches
from common.transaction import Tx

_MOVE = """
WITH oldest AS (
    SELECT events.tx, events.position, stream, version FROM events, relay_cursor AS published
    WHERE (events.tx, events.position) > (%(tx)s::xid8, %(position)s)
        AND (events.tx, events.position) <= (published.tx, published.position)
        AND events.tx < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY events.tx, events.position LIMIT %(rows)s
), moved AS (
    DELETE FROM events USING oldest
    WHERE (events.stream, events.version) = (oldest.stream, oldest.version)
        AND events.time < now() - %(days)s * interval '1 day'
    RETURNING events.*
), kept AS (INSERT INTO events_archive SELECT * FROM moved RETURNING tx, position)
SELECT (SELECT count(*) FROM kept), tx::text, position FROM oldest ORDER BY oldest.tx DESC, oldest.position DESC LIMIT 1
"""


async def archive(database: Database, days: int) -> int:
    """Move published events that are older than `days`; returns how many. Raises transient errors of PostgreSQL."""
    at: tuple[str, int] = ("0", 0)  # what was looked at already is not looked at again: dead rows take time to go

    async def move(tx: Tx, rows: int) -> int:
        nonlocal at
        found = await tx.fetch_one(_MOVE, {"tx": at[0], "position": at[1], "rows": rows, "days": days})
        if found is None:
            return 0
        at = (found[1], found[2])
        return int(found[0])

    moved = await in_batches(database, move)
    metrics.ARCHIVED.inc(moved)
    return moved
