"""The tracker process: logs every event, and keeps a row of each saga and one of each of its steps."""

from collections.abc import Sequence
from typing import Any

from aiokafka import ConsumerRecord

from bench.bare.events import Event, Json, event_of
from bench.bare.process import main, run
from bench.bare.sql import INBOX

LINGER_SECONDS = 0.1  # as Quadrille's does: nobody waits for it
# The number of the step, what it does, and the saga's status after it.
STEPS = {
    "order.placed": (1, "COMPLETED", "STARTED"),
    "payment.completed": (2, "COMPLETED", "PAID"),
    "payment.failed": (2, "FAILED", "COMPENSATING"),
    "order.confirmed": (3, "COMPLETED", "COMPLETED"),
    "order.cancelled": (3, "COMPENSATED", "COMPENSATED"),
}
SQL = f"""
WITH {INBOX}, logged AS (
    INSERT INTO event_log (id, type, source, node, time, stream, version, correlation_id, causation_id, traceparent,
        topic, partition, "offset", data)
    SELECT id, type, source, node, time, stream, version, correlation_id, causation_id, traceparent,
        topic, partition, "offset", data
    FROM json_populate_recordset(NULL::event_log, $2) ON CONFLICT DO NOTHING
), told AS (
    INSERT INTO saga SELECT * FROM json_populate_recordset(NULL::saga, $3)
    ON CONFLICT (saga_id) DO UPDATE SET
        status = CASE WHEN EXCLUDED.updated_at > saga.updated_at THEN EXCLUDED.status ELSE saga.status END,
        total_amount = coalesce(saga.total_amount, EXCLUDED.total_amount),
        currency = coalesce(saga.currency, EXCLUDED.currency),
        failure_reason = coalesce(saga.failure_reason, EXCLUDED.failure_reason),
        node = CASE WHEN EXCLUDED.started_at < saga.started_at THEN EXCLUDED.node ELSE saga.node END,
        started_at = least(saga.started_at, EXCLUDED.started_at),
        updated_at = greatest(saga.updated_at, EXCLUDED.updated_at),
        ended_at = coalesce(saga.ended_at, EXCLUDED.ended_at),
        cancelled_at = coalesce(saga.cancelled_at, EXCLUDED.cancelled_at)
), steps AS (
    INSERT INTO saga_step SELECT n.saga_id, n.n, n.name, n.service, n.node, n.status,
        coalesce(n.started_at, cause.time, n.ended_at), n.ended_at, n.event_id
    FROM json_populate_recordset(NULL::saga_step, $4) AS n JOIN json_populate_recordset(NULL::event_log, $2) AS said
        ON said.id = n.event_id LEFT JOIN event_log AS cause ON cause.id = said.causation_id
    ON CONFLICT DO NOTHING
)
SELECT 0 AS position, event_id AS id FROM fresh WHERE false -- it says nothing
"""


def write(records: Sequence[ConsumerRecord]) -> tuple[list[Event], tuple[object, ...]]:
    """Records of what order and payment said, to rows: one of each saga, whatever is heard of it at once."""
    heard = [event_of(record) for record in records]
    times = {event["id"]: event["time"] for event in heard}
    sagas: dict[str, Json] = {}
    for event in sorted(heard, key=lambda event: str(event["time"])):
        _tell(sagas.setdefault(event["stream"], _begun(event)), event)
    steps = [_step(event, times.get(event["causation_id"])) for event in heard]
    return [], ([{"event_id": event["id"]} for event in heard], heard, list(sagas.values()), steps)


def _begun(event: Event) -> Json:
    return {
        "saga_id": event["stream"],
        "correlation_id": event["correlation_id"],
        "user_id": event["data"]["userId"],
        "awaits_person": False,
        "node": event["node"],
        "started_at": event["time"],
        "violations": [],
        "unexplained": [],
        "refunded": 0,
    }


def _tell(saga: Json, event: Event) -> None:
    kind, data, time = event["type"], event["data"], event["time"]
    saga["status"], saga["updated_at"] = STEPS[kind][2], time
    if kind == "order.placed":
        saga["total_amount"], saga["currency"] = data["totalAmount"], data["currency"]
    if kind in {"order.confirmed", "order.cancelled"}:
        saga["ended_at"] = time
    if kind == "order.cancelled":
        saga["failure_reason"], saga["cancelled_at"] = data["reason"], time


def _step(event: Event, began: Any) -> Json:
    n, status, _ = STEPS[event["type"]]
    return {
        "saga_id": event["stream"],
        "n": n,
        "name": event["type"],
        "service": event["source"],
        "node": event["node"],
        "status": status,
        "started_at": began if began or n > 1 else event["time"],
        "ended_at": event["time"],
        "event_id": event["id"],
    }


if __name__ == "__main__":
    main(run("tracker", SQL, write, ["order.events.v1", "payment.events.v1"], linger=LINGER_SECONDS))
