"""The inbox: an event id enters it in the transaction of the event's effects, so that no event has effects twice."""

from collections.abc import Sequence

from common.database import Database
from common.envelope import Received
from common.failpoints import failpoint
from common.pruning import prune_in_batches
from common.transaction import Tx

KEEP_DAYS = 14  # Kafka keeps records for 7

_TAKE_IN = "INSERT INTO inbox (event_id) SELECT unnest(%s::uuid[]) ON CONFLICT DO NOTHING RETURNING event_id"
_PRUNE = """
DELETE FROM inbox WHERE event_id IN
    (SELECT event_id FROM inbox WHERE received_at < now() - %s * interval '1 day' LIMIT %s)
"""


async def take_in(tx: Tx, received: Sequence[Received]) -> list[Received]:
    """Enter a batch; returns, in order, the events that were not handled before (the first of any pair)."""
    await failpoint("inbox.entering")
    unseen = {row[0] for row in await tx.fetch(_TAKE_IN, (sorted(str(event.id) for event in received),))}
    await failpoint("inbox.entered")
    fresh = []
    for event in received:
        if event.id in unseen:
            unseen.discard(event.id)
            fresh.append(event)
    return fresh


async def prune(database: Database) -> int:
    """Forget ids older than `KEEP_DAYS`; returns how many."""
    return await prune_in_batches(database, _PRUNE, KEEP_DAYS)
