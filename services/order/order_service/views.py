"""Orders as clients see them: one shape, whether from the command just carried out or from the table."""

from collections.abc import Collection
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from common.contracts import OrderPlaced
from common.database import Database
from common.transaction import Row, Tx

from order_service.shapes import ItemView, OrderView, TotalsView
from order_service.state import Status

_COLUMNS = """id, user_id, status, version, total_amount, currency, payment_method, confirmation, items::text,
    shipping_address::text, correlation_id, node, gateway, failure_reason, created_at, updated_at, confirmed_at,
    cancelled_at"""
_ONE = f"SELECT {_COLUMNS} FROM orders WHERE id = %s::uuid"
_MANY = f"SELECT {_COLUMNS} FROM orders WHERE id = ANY(%s::uuid[])"
_PAGE = f"""
SELECT {_COLUMNS} FROM orders
WHERE user_id = %s::uuid AND (%s::uuid IS NULL OR id < %s::uuid) AND (%s::text IS NULL OR status = %s)
ORDER BY id DESC LIMIT %s
"""
_TOTALS = """
SELECT coalesce(sum(total_amount) FILTER (WHERE status = 'CONFIRMED'), 0), count(*) FILTER (WHERE status = 'CONFIRMED'),
       coalesce(sum(total_amount) FILTER (WHERE status = 'PAID'), 0), count(*),
       coalesce(sum(total_amount) FILTER (WHERE status = 'PENDING' OR updated_at > %s), 0)
FROM orders
"""
JUST_NOW = timedelta(seconds=5)  # a refund follows its cancellation sooner

_UNSETTLED = "SELECT id FROM orders WHERE status = 'PENDING' AND deadline < %s ORDER BY deadline LIMIT 100"


def view_of_placed(placed: OrderPlaced, correlation_id: UUID, time: datetime) -> OrderView:
    """An order that was accepted just now."""
    return {
        "id": placed.order_id,
        "sagaId": placed.order_id,
        "correlationId": correlation_id,
        "userId": placed.user_id,
        "status": Status.PENDING,
        "version": 1,
        "totalAmount": placed.total_amount,
        "currency": placed.currency,
        "items": [_item(item.model_dump(by_alias=True)) for item in placed.items],
        "shippingAddress": placed.shipping_address,
        "paymentMethod": placed.payment_method,
        "confirmation": placed.confirmation,
        "node": placed.node,
        "gateway": placed.gateway,
        "failureReason": None,
        "createdAt": time,
        "updatedAt": time,
        "confirmedAt": None,
        "cancelledAt": None,
    }


async def one(reader: Database | Tx, order_id: UUID) -> OrderView | None:
    """One order, whoever it belongs to, as committed or as an open transaction leaves it."""
    row = await reader.fetch_one(_ONE, (str(order_id),))
    return _view(row) if row else None


async def many(database: Database, order_ids: Collection[UUID]) -> dict[UUID, OrderView]:
    """The orders there are of these ids, whoever they belong to."""
    rows = await database.fetch(_MANY, ([str(order_id) for order_id in order_ids],))
    return {row[0]: _view(row) for row in rows}


async def page(
    database: Database, user_id: UUID, status: str | None, before: UUID | None, limit: int
) -> list[OrderView]:
    """A user's orders, newest first; those placed before order `before`, which stays right while orders are added."""
    cursor = str(before) if before else None
    return [_view(r) for r in await database.fetch(_PAGE, (str(user_id), cursor, cursor, status, status, limit))]


async def totals(database: Database, now: datetime, currency: str) -> TotalsView:
    """What the invariants compare: money that should be kept, and orders unsettled beyond their deadline."""
    row = await database.fetch_one(_TOTALS, (now - JUST_NOW,))
    assert row is not None
    return {
        "confirmedTotal": row[0],
        "confirmedCount": row[1],
        "paidTotal": row[2],
        "orders": row[3],
        "movingTotal": row[4],
        "unsettled": [order_id for (order_id,) in await database.fetch(_UNSETTLED, (now,))],
        "currency": currency,
    }


def _item(item: dict[str, Any]) -> ItemView:
    return {
        "productId": item["productId"],
        "productName": item["productName"],
        "quantity": item["quantity"],
        "price": Decimal(item["price"]),
    }


def _view(row: Row) -> OrderView:
    return {
        "id": row[0],
        "sagaId": row[0],
        "correlationId": row[10],
        "userId": row[1],
        "status": row[2],
        "version": row[3],
        "totalAmount": row[4],
        "currency": row[5],
        "items": [_item(item) for item in orjson.loads(row[8])],
        "shippingAddress": orjson.loads(row[9]),
        "paymentMethod": row[6],
        "confirmation": row[7],
        "node": row[11],
        "gateway": row[12],
        "failureReason": row[13],
        "createdAt": row[14],
        "updatedAt": row[15],
        "confirmedAt": row[16],
        "cancelledAt": row[17],
    }
