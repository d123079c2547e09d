"""What another process of the same service says: no bell rings for it here, and a relay has to look for it."""

from collections.abc import Sequence

from common.database import Database
from common.envelope import Recorded
from common.event_store import append
from common.transaction import Tx


def append_silently(tx: Tx, events: Sequence[Recorded]) -> None:
    """Append events, of whose COMMIT this process will not hear."""
    append(tx, events)
    tx.after_commit.clear()


async def say_elsewhere(database: Database, *events: Recorded) -> None:
    """Commit events together."""
    async with database.transaction() as tx:
        append_silently(tx, events)
