"""The table of declined payments: what the rule about suspending is asked with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from common.transaction import Tx

# The lock makes replicas take turns on a user: each would else miss the decline the other has not committed yet.
_LOCK = "SELECT id FROM users WHERE id = ANY(%s::uuid[]) ORDER BY id FOR NO KEY UPDATE"
_NOTE = """
INSERT INTO declines (event_id, user_id, time)
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::timestamptz[])
ON CONFLICT DO NOTHING
"""
_RECENT = """
SELECT users.id, array_agg(declines.time)
FROM users JOIN declines ON declines.user_id = users.id
WHERE users.id = ANY(%s::uuid[]) AND declines.time >= %s
    AND declines.time > coalesce(users.reinstated_at, '-infinity')
GROUP BY users.id
"""


@dataclass(frozen=True, slots=True)
class Decline:
    """One payment of a user that was declined, at the time the payment service said so."""

    event_id: UUID
    user_id: UUID
    time: datetime


async def note(tx: Tx, declines: Sequence[Decline], window: timedelta) -> dict[UUID, list[datetime]]:
    """Store `declines`; returns, for each of their users that is known, every one that may share a window with them.

    Those from before the user's last reinstatement are forgiven and not returned; nor is a user who has no other.
    """
    users = sorted({str(decline.user_id) for decline in declines})
    known = {user_id for (user_id,) in await tx.fetch(_LOCK, (users,))}
    kept = [decline for decline in declines if decline.user_id in known]
    if not kept:
        return {}
    columns = [[str(d.event_id) for d in kept], [str(d.user_id) for d in kept], [d.time for d in kept]]
    await tx.execute(_NOTE, columns)
    earliest = min(decline.time for decline in kept)
    return dict(await tx.fetch(_RECENT, (users, earliest - window)))
