"""Sagas as a caller may see them: an administrator all, a user its own, whatever the correlation id spans."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from common.database import Database
from common.identity import Caller
from common.transaction import Row

from tracker_service.in_flight import CHOSEN, Choice
from tracker_service.readings import ms, status_at
from tracker_service.saga_shapes import SagaSummary, SagaView, StepView, Told, ViolationView

_COLUMNS = """saga_id, correlation_id, user_id, status, awaits_person, failure_reason, started_at, updated_at, ended_at,
    violations, unexplained"""
_OF_CORRELATION = f"""
SELECT {_COLUMNS} FROM saga WHERE correlation_id = %s::uuid AND (%s OR user_id = %s::uuid)
ORDER BY started_at DESC, saga_id DESC
"""
_ACTIVE = f"SELECT {_COLUMNS} FROM saga WHERE {CHOSEN}"
_STEPS = """
SELECT name, service, node, status, started_at, ended_at, event_id FROM saga_step WHERE saga_id = %s::uuid ORDER BY n
"""


async def newest(
    database: Database, correlation_id: UUID, caller: Caller, now: datetime, stuck_after: timedelta
) -> SagaView | None:
    """The newest saga of a correlation id that `caller` may see, with the ids of the others; None without one.

    STUCK is one in flight, of which nothing was heard for `stuck_after`; what no event explained in that time is shown
    among the violations.
    """
    visible = (str(correlation_id), caller.is_admin, str(caller.user_id))
    sagas = await database.fetch(_OF_CORRELATION, visible)
    if not sagas:
        return None
    steps = await database.fetch(_STEPS, (str(sagas[0][0]),))
    return {
        **_told(sagas[0], overdue=now - stuck_after),
        "steps": [_step(row) for row in steps],
        "otherSagas": [row[0] for row in sagas[1:]],
    }


async def active(database: Database, choice: Choice, now: datetime, stuck_after: timedelta) -> list[SagaSummary]:
    """Sagas in flight, the oldest first; STUCK as in `newest`."""
    sagas = [_told(row, overdue=now - stuck_after) for row in await database.fetch(_ACTIVE, choice.params)]
    return [{**saga, "ageMs": ms(now - saga["startedAt"])} for saga in sagas]


def _told(row: Row, overdue: datetime) -> Told:
    saga_id, correlation_id, user_id, status, awaits_person, reason, started, updated, ended = row[:9]
    unexplained = (v for v in row[10] if datetime.fromisoformat(v["time"]) < overdue)
    return {
        "sagaId": saga_id,
        "correlationId": correlation_id,
        "orderId": saga_id,
        "userId": user_id,
        "status": status_at(status, awaits_person, updated, overdue),
        "failureReason": reason,
        "startedAt": started,
        "endedAt": ended,
        "durationMs": ms(ended - started) if ended else None,
        "violations": [_violation(v) for v in (*row[9], *unexplained)],
    }


def _step(row: Row) -> StepView:
    name, service, node, status, started, ended, event_id = row
    return {
        "name": name,
        "service": service,
        "node": node,
        "status": status,
        "startedAt": started,
        "endedAt": ended,
        "durationMs": ms(ended - started),
        "eventId": event_id,
    }


def _violation(stored: dict[str, Any]) -> ViolationView:
    return {
        "eventId": stored["event_id"],
        "type": stored["type"],
        "state": stored["state"],
        "time": datetime.fromisoformat(stored["time"]),
        "why": stored["why"],
    }
