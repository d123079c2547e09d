"""The table of orders: written with the events, read by the queries."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from common.contracts import OrderCancelled, OrderConfirmed, OrderPlaced
from common.prepared import Prepared
from common.requests import Change
from common.transaction import Tx, columns

from order_service.state import Order, State

_INSERT = Prepared("""
INSERT INTO orders (id, user_id, status, version, attempt, total_amount, currency, payment_method, confirmation,
    items, shipping_address, correlation_id, node, gateway, failure_reason, deadline, created_at, updated_at,
    confirmed_at, cancelled_at)
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::int[], %s::int[], %s::numeric[], %s::text[], %s::text[],
    %s::text[], %s::jsonb[], %s::jsonb[], %s::uuid[], %s::text[], %s::text[], %s::text[], %s::timestamptz[],
    %s::timestamptz[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[])
""")
_UPDATE = Prepared("""
UPDATE orders SET status = n.status, version = n.version, attempt = n.attempt, payment_method = n.payment_method,
    failure_reason = n.failure_reason, deadline = n.deadline, updated_at = n.updated_at,
    confirmed_at = coalesce(orders.confirmed_at, n.confirmed_at),
    -- A cancellation said again keeps its time; a new attempt has none, until it is cancelled too.
    cancelled_at = CASE n.attempt WHEN orders.attempt THEN coalesce(orders.cancelled_at, n.cancelled_at)
                                  ELSE n.cancelled_at END
FROM unnest(%s::uuid[], %s::text[], %s::int[], %s::int[], %s::text[], %s::text[], %s::timestamptz[],
    %s::timestamptz[], %s::timestamptz[], %s::timestamptz[])
    AS n (id, status, version, attempt, payment_method, failure_reason, deadline, updated_at, confirmed_at,
          cancelled_at)
WHERE orders.id = n.id
""")


def project(tx: Tx, changes: Sequence[Change[State]]) -> None:
    """Bring the table up to the streams that a batch changed."""
    new = [_new_row(c, c.state) for c in changes if c.state and isinstance(c.added[0].event, OrderPlaced)]
    old = [_old_row(c, c.state) for c in changes if c.state and not isinstance(c.added[0].event, OrderPlaced)]
    if new:
        tx.later(_INSERT, columns(new))
    if old:
        tx.later(_UPDATE, columns(old))


def _new_row(change: Change[State], order: Order) -> tuple[Any, ...]:
    placed = order.placed
    return (
        str(change.stream),
        str(placed.user_id),
        order.status,
        change.version,
        order.attempt,
        placed.total_amount,
        placed.currency,
        placed.payment_method,
        placed.confirmation,
        orjson.dumps([item.model_dump(mode="json", by_alias=True) for item in placed.items]).decode(),
        orjson.dumps(placed.shipping_address).decode(),
        str(change.added[0].correlation_id),
        placed.node,
        placed.gateway,
        order.failure,
        placed.deadline,
        change.added[0].time,
        change.added[-1].time,
        _time_of(change, OrderConfirmed),
        _time_of(change, OrderCancelled),
    )


def _old_row(change: Change[State], order: Order) -> tuple[Any, ...]:
    return (
        str(change.stream),
        order.status,
        change.version,
        order.attempt,
        order.placed.payment_method,
        order.failure,
        order.placed.deadline,
        change.added[-1].time,
        _time_of(change, OrderConfirmed),
        _time_of(change, OrderCancelled),
    )


def _time_of(change: Change[State], kind: type[OrderConfirmed | OrderCancelled]) -> datetime | None:
    """When the present attempt came to that, if it did in this batch."""
    for recorded in change.added:
        if isinstance(recorded.event, kind) and change.state and recorded.event.attempt == change.state.attempt:
            return recorded.time
    return None
