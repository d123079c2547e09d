"""Events as rows of the event store and as records: written out by hand, alike to those of the contracts."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import orjson
import uuid_utils
from aiokafka import ConsumerRecord

Event = dict[str, Any]  # a row of `events`; `data` is still an object
Json = dict[str, Any]

DEADLINE = timedelta(seconds=15)
SCHEMA_VERSIONS = {"payment.failed": 2}  # of all others: 1


def new_id() -> str:
    """A UUID v7."""
    return str(uuid_utils.uuid7())


def placed(body: Json, user: str) -> Event:
    """order.placed, from the body of POST /orders."""
    order, now = new_id(), datetime.now(UTC)
    total = sum((Decimal(item["price"]) * item["quantity"] for item in body["items"]), Decimal(0))
    data = {
        "orderId": order,
        "userId": user,
        "items": body["items"],
        "shippingAddress": body["shippingAddress"],
        "totalAmount": f"{total:.2f}",
        "currency": "EUR",
        "paymentMethod": body["paymentMethod"],
        "confirmation": "auto",
        "deadline": now + DEADLINE,
        "node": "order-1",
        "gateway": "none",
    }
    return _event(order, 1, "order.placed", data, new_id(), new_id(), "order-1", now)


def because_of(cause: Event, kind: str, version: int, data: Json, node: str) -> Event:
    """What is said about an event, in its stream; `data` is what it says beside order and user."""
    whole = {"orderId": cause["stream"], "userId": cause["data"]["userId"], "attempt": 1, **data}
    now = datetime.now(UTC)
    return _event(cause["stream"], version, kind, whole, cause["correlation_id"], cause["id"], node, now)


def record_of(event: Event, source: str) -> tuple[bytes, bytes, list[tuple[str, bytes]]]:
    """Key, value and headers."""
    attributes = {
        "ce_specversion": "1.0",
        "ce_id": event["id"],
        "ce_type": event["type"],
        "ce_source": source,
        "ce_time": event["time"].strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "ce_dataschema": f"urn:quadrille:{event['type']}:{event['schema_version']}",
        "ce_streamversion": str(event["version"]),
        "ce_correlationid": event["correlation_id"],
        "ce_causationid": event["causation_id"],
        "ce_node": event["node"],
    }
    headers = [("content-type", b"application/json"), *((name, text.encode()) for name, text in attributes.items())]
    return event["stream"].encode(), orjson.dumps(event["data"]), headers


def event_of(record: ConsumerRecord) -> Event:
    """The event in a record."""
    attributes = {name: value.decode() for name, value in record.headers}
    return {
        "id": attributes["ce_id"],
        "stream": record.key.decode(),
        "version": int(attributes["ce_streamversion"]),
        "type": attributes["ce_type"],
        "source": attributes["ce_source"],
        "data": orjson.loads(record.value),
        "correlation_id": attributes["ce_correlationid"],
        "causation_id": attributes["ce_causationid"],
        "node": attributes["ce_node"],
        "time": attributes["ce_time"],
        "topic": record.topic,
        "partition": record.partition,
        "offset": record.offset,
    }


def _event(stream: str, version: int, kind: str, data: Json, told: str, cause: str, node: str, time: datetime) -> Event:
    return {
        "id": new_id(),
        "stream": stream,
        "version": version,
        "type": kind,
        "schema_version": SCHEMA_VERSIONS.get(kind, 1),
        "data": data,
        "correlation_id": told,
        "causation_id": cause,
        "traceparent": None,
        "node": node,
        "time": time,
        "readable_since": 1,
    }
