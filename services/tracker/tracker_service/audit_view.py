"""What the log has of each saga, by who said it, and beside it what the tables of sagas tell: for whoever compares it
with the events that the services themselves have."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from uuid import UUID

from common.audit import DIGEST, NOTHING_TOLD, Range, Told, page_of
from common.database import Database
from common.transaction import Row
from typing_extensions import TypedDict

from tracker_service.protocol import SAGA_SOURCES
from tracker_service.saga import Status

# In one statement, which sees one moment; a row for each saga and source.
_FACTS = f"""
WITH logged AS (
    SELECT stream, source, count(*) AS count, min(version) = 1 AND max(version) = count(*) AS whole,
           {DIGEST} AS digest, max(time) AS last_at
    FROM event_log WHERE stream > %(after)s AND stream <= %(up_to)s AND source = ANY(%(sources)s)
    GROUP BY stream, source
), told AS (
    SELECT saga_id, status, jsonb_array_length(violations) AS violations, jsonb_array_length(unexplained) AS unexplained
    FROM saga WHERE saga_id > %(after)s AND saga_id <= %(up_to)s
), steps AS (
    SELECT saga_id, count(*) AS count
    FROM saga_step WHERE saga_id > %(after)s AND saga_id <= %(up_to)s GROUP BY saga_id
)
SELECT coalesce(stream, told.saga_id), source, logged.count, whole, digest, last_at,
       status, coalesce(violations, 0), coalesce(unexplained, 0), coalesce(steps.count, 0)
FROM logged FULL JOIN told ON stream = told.saga_id LEFT JOIN steps ON steps.saga_id = coalesce(stream, told.saga_id)
ORDER BY 1, 2
"""


class AuditedSaga(TypedDict):
    """A saga: its events by source, and what its row and steps tell; `status` is None where it has no row."""

    orderId: UUID
    logged: dict[str, Told]
    status: Status | None
    violations: int
    unexplained: int
    steps: int
    lastAt: datetime | None


class AuditPage(TypedDict):
    """All sagas up to `upTo`, by their ids."""

    items: list[AuditedSaga]
    upTo: UUID


async def audit(database: Database, wanted: Range) -> AuditPage:
    """A page of the facts, by saga id."""
    sources = {"sources": list(SAGA_SOURCES)}
    page = await page_of(database, wanted, ("event_log", "stream"), ("saga", "saga_id"))
    rows = await database.fetch(_FACTS, {**page.ends, **sources})
    return {"items": [_facts(saga, of_it) for saga, of_it in groupby(rows, lambda row: row[0])], "upTo": page.up_to}


def _facts(saga_id: UUID, rows: Iterable[Row]) -> AuditedSaga:
    parts = list(rows)
    logged = dict.fromkeys(SAGA_SOURCES, NOTHING_TOLD) | {part[1]: _told(part[2:6]) for part in parts if part[1]}
    status, violations, unexplained, steps = parts[0][6:]
    return {
        "orderId": saga_id,
        "logged": logged,
        "status": status,
        "violations": violations,
        "unexplained": unexplained,
        "steps": steps,
        "lastAt": max((part[5] for part in parts if part[5]), default=None),
    }


def _told(row: Row) -> Told:
    count, whole, digest, last_at = row
    return {"count": count, "whole": whole, "digest": digest, "lastAt": last_at}
