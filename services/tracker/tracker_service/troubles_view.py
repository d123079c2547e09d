"""Sagas in trouble: those that broke the protocol, and those of which nothing was heard for too long."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from common.database import Database
from typing_extensions import TypedDict

MOST = 100  # named; all are counted

# What stays unexplained for too long is a violation too.
_IS_VIOLATING = """
(violations <> '[]' OR unexplained <> '[]')
AND (violations <> '[]' OR EXISTS (SELECT FROM jsonb_array_elements(unexplained) AS event
                                   WHERE (event->>'time')::timestamptz < %s))
"""
_IS_STUCK = "ended_at IS NULL AND NOT awaits_person AND updated_at < %s"
_VIOLATING = f"SELECT saga_id, count(*) OVER () FROM saga WHERE {_IS_VIOLATING} ORDER BY started_at LIMIT %s"
_STUCK = f"SELECT saga_id, count(*) OVER () FROM saga WHERE {_IS_STUCK} ORDER BY started_at LIMIT %s"
_COUNTS = f"""
SELECT (SELECT count(*) FROM saga WHERE ended_at IS NULL), (SELECT count(*) FROM saga WHERE {_IS_STUCK}),
       (SELECT count(*) FROM saga WHERE {_IS_VIOLATING})
"""


class Trouble(TypedDict):
    """How many sagas share a trouble, and the oldest hundred of them."""

    count: int
    sagas: list[UUID]


class Troubles(TypedDict):
    """This service's side of the invariants."""

    violating: Trouble
    stuck: Trouble


async def troubles(database: Database, now: datetime, stuck_after: timedelta) -> Troubles:
    """All there are; STUCK as in `sagas_view`."""
    overdue = now - stuck_after
    return {
        "violating": _trouble(await database.fetch(_VIOLATING, (overdue, MOST))),
        "stuck": _trouble(await database.fetch(_STUCK, (overdue, MOST))),
    }


async def counts(database: Database, now: datetime, stuck_after: timedelta) -> tuple[int, int, int]:
    """How many sagas are in flight, of those how many are stuck, and how many broke the protocol."""
    overdue = now - stuck_after
    row = await database.fetch_one(_COUNTS, (overdue, overdue))
    assert row is not None
    return row[0], row[1], row[2]


def _trouble(rows: Sequence[tuple[UUID, int]]) -> Trouble:
    return {"count": rows[0][1] if rows else 0, "sagas": [saga_id for saga_id, _ in rows]}
