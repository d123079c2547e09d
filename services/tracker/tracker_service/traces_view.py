"""Traces as a caller may see them: the events themselves, causes first, with their places in Kafka."""

from collections.abc import Sequence
from uuid import UUID

from common.database import Database
from common.identity import Caller
from typing_extensions import TypedDict

from tracker_service.causality import causal_order
from tracker_service.logged import COLUMNS, EventView, Logged, view_of
from tracker_service.protocol import SAGA_SOURCES

_SAGAS = "SELECT saga_id, correlation_id FROM saga WHERE (%s OR user_id = %s::uuid)"
_OF_CORRELATION = f"{_SAGAS} AND correlation_id = %s::uuid ORDER BY started_at DESC, saga_id DESC"
_OF_ORDER = f"{_SAGAS} AND saga_id = %s::uuid"
_SAGA_EVENTS = f"SELECT {COLUMNS} FROM event_log WHERE stream = ANY(%s::uuid[]) AND source = ANY(%s)"
_OTHER_EVENTS = f"SELECT {COLUMNS} FROM event_log WHERE correlation_id = %s::uuid AND NOT source = ANY(%s)"


class TraceView(TypedDict):
    """The events of a flow, causes before effects; `orderId` is its newest order, None when it has none."""

    correlationId: UUID
    orderId: UUID | None
    events: list[EventView]


async def of_order(database: Database, order_id: UUID, caller: Caller) -> TraceView | None:
    """Every event of one saga; None when `caller` may see none."""
    saga = await database.fetch_one(_OF_ORDER, (caller.is_admin, str(caller.user_id), str(order_id)))
    if saga is None:
        return None
    return _trace(saga[1], order_id, await _of_sagas(database, [order_id]))


async def of_correlation(database: Database, correlation_id: UUID, caller: Caller) -> TraceView | None:
    """Every event of the sagas of a correlation id, `orderId` being the newest; None when `caller` may see none.

    An administrator also sees what else happened under that id, such as a user's registration.
    """
    sagas = await database.fetch(_OF_CORRELATION, (caller.is_admin, str(caller.user_id), str(correlation_id)))
    events = await _of_sagas(database, [saga_id for saga_id, _ in sagas])
    if caller.is_admin:
        rows = await database.fetch(_OTHER_EVENTS, (str(correlation_id), list(SAGA_SOURCES)))
        events += [Logged(*row) for row in rows]
    return _trace(correlation_id, sagas[0][0] if sagas else None, events) if events else None


async def _of_sagas(database: Database, saga_ids: Sequence[UUID]) -> list[Logged]:
    rows = await database.fetch(_SAGA_EVENTS, (list(map(str, saga_ids)), list(SAGA_SOURCES)))
    return [Logged(*row) for row in rows]


def _trace(correlation_id: UUID, order_id: UUID | None, events: Sequence[Logged]) -> TraceView:
    return {
        "correlationId": correlation_id,
        "orderId": order_id,
        "events": [view_of(event) for event in causal_order(events)],
    }
