"""Sagas as a caller may see them: an administrator all, a user its own, whatever the correlation id spans."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from common.database import Database
from common.identity import Caller
from common.transaction import Row

from tracker_service.saga import ENDED, Status

_OF_CORRELATION = """
SELECT saga_id, correlation_id, user_id, status, awaits_person, failure_reason, started_at, updated_at, ended_at,
       violations, unexplained
FROM saga WHERE correlation_id = %s::uuid AND (%s OR user_id = %s::uuid) ORDER BY started_at DESC, saga_id DESC
"""
_STEPS = """
SELECT name, service, node, status, started_at, ended_at, event_id FROM saga_step WHERE saga_id = %s::uuid ORDER BY n
"""

View = dict[str, Any]


async def newest(
    database: Database, correlation_id: UUID, caller: Caller, now: datetime, stuck_after: timedelta
) -> View | None:
    """The newest saga of a correlation id that `caller` may see, with the ids of the others; None without one.

    STUCK is one in flight, of which nothing was heard for `stuck_after`; what no event explained in that time is shown
    among the violations.
    """
    visible = (str(correlation_id), caller.is_admin, str(caller.user_id))
    sagas = await database.fetch(_OF_CORRELATION, visible)
    if not sagas:
        return None
    steps = await database.fetch(_STEPS, (str(sagas[0][0]),))
    view = _saga(sagas[0], [_step(row) for row in steps], overdue=now - stuck_after)
    return {**view, "otherSagas": [row[0] for row in sagas[1:]]}


def _saga(row: Row, steps: Sequence[View], overdue: datetime) -> View:
    saga_id, correlation_id, user_id, status, awaits_person, reason, started, updated, ended = row[:9]
    stuck = status not in ENDED and not awaits_person and updated < overdue
    unexplained = (v for v in row[10] if datetime.fromisoformat(v["time"]) < overdue)
    return {
        "sagaId": saga_id,
        "correlationId": correlation_id,
        "orderId": saga_id,
        "userId": user_id,
        "status": Status.STUCK if stuck else status,
        "steps": steps,
        "failureReason": reason,
        "startedAt": started,
        "endedAt": ended,
        "durationMs": _ms(started, ended) if ended else None,
        "violations": [_violation(v) for v in (*row[9], *unexplained)],
    }


def _step(row: Row) -> View:
    name, service, node, status, started, ended, event_id = row
    return {
        "name": name,
        "service": service,
        "node": node,
        "status": status,
        "startedAt": started,
        "endedAt": ended,
        "durationMs": _ms(started, ended),
        "eventId": event_id,
    }


def _violation(stored: View) -> View:
    return {
        "eventId": stored["event_id"],
        "type": stored["type"],
        "state": stored["state"],
        "time": datetime.fromisoformat(stored["time"]),
        "why": stored["why"],
    }


def _ms(start: datetime, end: datetime) -> float:
    return max(end - start, timedelta()) / timedelta(milliseconds=1)  # clocks of two machines may disagree
