"""Events in the order in which the tracker logged them, as a caller may see them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common.database import Database
from common.identity import Caller
from typing_extensions import TypedDict

from tracker_service.logged import COLUMNS, EventView, Logged, view_of

_VISIBLE = "(%(all)s OR data->>'userId' = %(user)s)"
# A condition that asks nothing is seen through by the planner, and costs nothing.
_PAGE = f"""
SELECT seq, {COLUMNS} FROM event_log
WHERE seq > %(after)s AND {_VISIBLE}
  AND (%(types)s::text[] IS NULL OR type = ANY(%(types)s::text[]))
  AND (%(since)s::timestamptz IS NULL OR time >= %(since)s)
  AND (%(correlation)s::uuid IS NULL OR correlation_id = %(correlation)s::uuid)
  AND (%(order)s::uuid IS NULL OR stream = %(order)s::uuid)
ORDER BY seq LIMIT %(most)s
"""
_SEQ_OF = f"SELECT seq FROM event_log WHERE id = %(id)s::uuid AND {_VISIBLE}"
_NEWEST = "SELECT coalesce(max(seq), 0) FROM event_log"


class EventPage(TypedDict):
    """A page of a list; `nextCursor` is None on the last."""

    items: list[EventView]
    nextCursor: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events `caller` asks for, of those it may see; None: any. An order is its stream."""

    caller: Caller
    types: Collection[str] | None = None
    since: datetime | None = None
    correlation_id: UUID | None = None
    order_id: UUID | None = None


async def page(database: Database, wanted: Wanted, after: int, most: int) -> list[tuple[int, EventView]]:
    """The first `most` events wanted that were logged after number `after`, each with its own number."""
    asked = {
        **_caller(wanted.caller),
        "after": after,
        "types": list(wanted.types) if wanted.types is not None else None,
        "since": wanted.since,
        "correlation": str(wanted.correlation_id) if wanted.correlation_id else None,
        "order": str(wanted.order_id) if wanted.order_id else None,
        "most": most,
    }
    return [(row[0], view_of(Logged(*row[1:]))) for row in await database.fetch(_PAGE, asked)]


async def seq_of(database: Database, event_id: UUID, caller: Caller) -> int | None:
    """The number under which an event was logged; None for one that `caller` may not see."""
    row = await database.fetch_one(_SEQ_OF, {**_caller(caller), "id": str(event_id)})
    return row[0] if row else None


async def newest(database: Database) -> int:
    """The number of the event logged last; 0 while there is none."""
    ((seq,),) = await database.fetch(_NEWEST)
    return int(seq)


def _caller(caller: Caller) -> dict[str, object]:
    return {"all": caller.is_admin, "user": str(caller.user_id)}
