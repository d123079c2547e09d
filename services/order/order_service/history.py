"""An order's own events, each with where the order stood after it: the fold that decides, done again for who asks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

import orjson
from common.contracts import PaymentMethod
from common.envelope import Recorded
from common.openapi import Money
from pydantic import InstanceOf, WithJsonSchema
from typing_extensions import TypedDict

from order_service.state import Order, State, Status, evolve

Data = Annotated[InstanceOf[orjson.Fragment], WithJsonSchema({"type": "object", "description": "as order said it"})]


class StateView(TypedDict):
    """Where an order stands; `attempt` counts payment attempts from 1, of which `deadline` is about the present one."""

    status: Status
    attempt: int
    failureReason: str | None
    totalAmount: Money
    currency: str
    paymentMethod: PaymentMethod
    deadline: datetime


class HistoryItem(TypedDict):
    """The `version`-th event of the order's stream, from 1, and the `state` after it."""

    version: int
    type: str
    time: datetime
    eventId: UUID
    correlationId: UUID
    causationId: UUID
    node: str
    data: Data
    state: StateView


class HistoryView(TypedDict):
    """An order's events from the first to the version asked for, the newest if none was."""

    orderId: UUID
    version: int
    items: list[HistoryItem]


def history(order_id: UUID, events: Sequence[Recorded]) -> HistoryView:
    """The fold of `events`, which are the order's first; at least one."""
    items: list[HistoryItem] = []
    state: State = None
    for recorded in events:
        state = evolve(state, recorded.event)
        assert state is not None
        items.append(_item(recorded, state))
    return {"orderId": order_id, "version": events[-1].version, "items": items}


def _item(recorded: Recorded, order: Order) -> HistoryItem:
    return {
        "version": recorded.version,
        "type": recorded.event.type,
        "time": recorded.time,
        "eventId": recorded.id,
        "correlationId": recorded.correlation_id,
        "causationId": recorded.causation_id,
        "node": recorded.node,
        "data": orjson.Fragment(recorded.event.to_json()),
        "state": {
            "status": order.status,
            "attempt": order.attempt,
            "failureReason": order.failure,
            "totalAmount": order.placed.total_amount,
            "currency": order.placed.currency,
            "paymentMethod": order.placed.payment_method,
            "deadline": order.placed.deadline,
        },
    }
