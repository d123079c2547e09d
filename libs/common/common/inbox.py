"""The inbox: an event id enters it in the transaction of the event's effects, so that no event has effects twice.

That nothing of a batch was handled before is taken for granted at first: the ids go out with the effects, and one that
is there already undoes both. Only then the inbox is asked which it is.
"""

from collections.abc import Sequence
from uuid import UUID

from common import metrics
from common.database import Database
from common.envelope import Received
from common.errors import HandledBefore
from common.failpoints import failpoint
from common.prepared import Prepared
from common.pruning import in_batches
from common.transaction import Tx

_ENTER = Prepared("INSERT INTO inbox (event_id) SELECT unnest(%s::uuid[])")
_TAKE_IN = "INSERT INTO inbox (event_id) SELECT unnest(%s::uuid[]) ON CONFLICT DO NOTHING RETURNING event_id"
# Ids are UUID v7: in their order old ones come first, and no batch looks again at what was deleted by the last.
_PRUNE = """
WITH first AS (SELECT event_id FROM inbox WHERE event_id > %(after)s::uuid ORDER BY event_id LIMIT %(rows)s),
pruned AS (
    DELETE FROM inbox USING first
    WHERE inbox.event_id = first.event_id AND received_at < now() - %(days)s * interval '1 day' RETURNING 1
)
SELECT (SELECT count(*) FROM pruned), (SELECT event_id FROM first ORDER BY event_id DESC LIMIT 1)
"""


async def take_in(tx: Tx, received: Sequence[Received]) -> list[Received]:
    """Enter a batch; returns, in order, the events that were not handled before (the first of any pair).

    Unless `tx` is a further try, that is all of them; its next statement raises `HandledBefore` if that is wrong.
    """
    await failpoint("inbox.entering")
    unseen = {event.id for event in received}
    ids = (sorted(map(str, unseen)),)
    if tx.again:
        unseen = {row[0] for row in await tx.fetch(_TAKE_IN, ids)}
    else:
        tx.later(_ENTER, ids, conflict="inbox_pkey", error=HandledBefore)
    await failpoint("inbox.entered")
    fresh = []
    for event in received:
        if event.id in unseen:
            unseen.discard(event.id)
            fresh.append(event)
    return fresh


async def prune(database: Database, days: int) -> int:
    """Forget ids older than `days`; returns how many."""
    after = UUID(int=0)

    async def batch(tx: Tx, rows: int) -> int:
        nonlocal after
        found = await tx.fetch_one(_PRUNE, {"after": str(after), "rows": rows, "days": days})
        assert found is not None
        pruned, after = found[0], found[1] or after
        return int(pruned)

    pruned = await in_batches(database, batch)
    metrics.PRUNED.labels("inbox").inc(pruned)
    return pruned
