"""The order process: takes orders in, and settles them by what payment says."""

import asyncio
import os
from collections.abc import Sequence
from functools import partial

from aiokafka import ConsumerRecord

from bench.bare.events import Event, Json, because_of, event_of, placed
from bench.bare.http import Connection
from bench.bare.outbox import Outbox
from bench.bare.process import main, run
from bench.bare.sql import INBOX, SAID

SQL = f"""
WITH {INBOX}, {SAID}, placed AS (
    INSERT INTO orders SELECT * FROM json_populate_recordset(NULL::orders, $3)
), settled AS (
    UPDATE orders SET status = n.status, version = n.version, failure_reason = n.failure_reason,
        updated_at = n.updated_at, confirmed_at = n.confirmed_at, cancelled_at = n.cancelled_at
    FROM json_populate_recordset(NULL::orders, $4) AS n WHERE orders.id = n.id
)
SELECT position, id FROM said
"""


def write(items: Sequence[Event | ConsumerRecord]) -> tuple[list[Event], tuple[object, ...]]:
    """Events that were placed, and records of what payment said, to rows."""
    new = [item for item in items if isinstance(item, dict)]
    heard = [event_of(item) for item in items if not isinstance(item, dict)]
    settled = [_settled(event) for event in heard]
    return [*new, *settled], (
        [{"event_id": event["id"]} for event in heard],
        [*new, *settled],
        [_new_row(event) for event in new],
        [_old_row(event) for event in settled],
    )


def _settled(cause: Event) -> Event:
    said = cause["data"]
    if cause["type"] == "payment.completed":
        data = {"totalAmount": said["amount"], "confirmedBy": "system"}
        return because_of(cause, "order.confirmed", 2, data, "order-1")
    data = {
        "totalAmount": said["amount"],
        "currency": said["currency"],
        "reason": said["reason"],
        "cancelledBy": "system",
        "note": None,
    }
    return because_of(cause, "order.cancelled", 2, data, "order-1")


def _new_row(event: Event) -> Json:
    data = event["data"]
    return {
        "id": event["stream"],
        "user_id": data["userId"],
        "status": "PENDING",
        "version": 1,
        "attempt": 1,
        "total_amount": data["totalAmount"],
        "currency": data["currency"],
        "payment_method": data["paymentMethod"],
        "confirmation": data["confirmation"],
        "items": data["items"],
        "shipping_address": data["shippingAddress"],
        "correlation_id": event["correlation_id"],
        "node": data["node"],
        "gateway": data["gateway"],
        "deadline": data["deadline"],
        "created_at": event["time"],
        "updated_at": event["time"],
    }


def _old_row(event: Event) -> Json:
    confirmed, time = event["type"] == "order.confirmed", event["time"]
    return {
        "id": event["stream"],
        "status": "CONFIRMED" if confirmed else "CANCELLED",
        "version": 2,
        "failure_reason": event["data"].get("reason"),
        "updated_at": time,
        "confirmed_at": time if confirmed else None,
        "cancelled_at": None if confirmed else time,
    }


async def listen(outbox: Outbox) -> None:
    """Take orders in."""

    async def place(body: Json, user: str) -> Json:
        event = placed(body, user)
        await outbox.put([event])
        return {"id": event["stream"], "status": "PENDING", "createdAt": event["time"], **event["data"]}

    await asyncio.get_running_loop().create_server(
        partial(Connection, place), "127.0.0.1", int(os.environ["BARE_PORT"])
    )


if __name__ == "__main__":
    main(run("order", SQL, write, ["payment.events.v1"], begin=listen))
