"""Flows in flight as a caller may see them: how far each has come, and for how long nothing was heard of it."""

from datetime import datetime, timedelta

from common.database import Database
from common.transaction import Row

from tracker_service.in_flight import CHOSEN, Choice
from tracker_service.readings import ms, status_at
from tracker_service.saga_shapes import FlowView

# A step is an event, and steps are numbered from 1: the last one tells how many there are.
_ACTIVE = f"""
WITH flow AS (SELECT * FROM saga WHERE {CHOSEN})
SELECT correlation_id, flow.saga_id, user_id, flow.status, awaits_person, flow.started_at, updated_at,
       event_id, name, service, last.node, last.ended_at, n
FROM flow CROSS JOIN LATERAL
    (SELECT * FROM saga_step WHERE saga_step.saga_id = flow.saga_id ORDER BY n DESC LIMIT 1) AS last
ORDER BY flow.started_at, flow.saga_id
"""


async def active(database: Database, choice: Choice, now: datetime, stuck_after: timedelta) -> list[FlowView]:
    """Sagas in flight with their last events, the oldest first; STUCK as in `sagas_view`."""
    return [_flow(row, now, overdue=now - stuck_after) for row in await database.fetch(_ACTIVE, choice.params)]


def _flow(row: Row, now: datetime, overdue: datetime) -> FlowView:
    correlation_id, saga_id, user_id, status, awaits_person, started, updated = row[:7]
    event_id, name, service, node, time, events = row[7:]
    return {
        "correlationId": correlation_id,
        "sagaId": saga_id,
        "orderId": saga_id,
        "userId": user_id,
        "status": status_at(status, awaits_person, updated, overdue),
        "lastEvent": {"id": event_id, "type": name, "source": service, "node": node, "time": time},
        "events": events,
        "startedAt": started,
        "ageMs": ms(now - started),
        "idleMs": ms(now - updated),
    }
