"""What the event store says of each order, and beside it what the table of orders says: the two must agree."""

from common.audit import DIGEST, NOTHING_TOLD, Range, Told, page_of
from common.database import Database
from common.transaction import Row

from order_service.shapes import AuditedOrder, AuditedRow, AuditPage
from order_service.state import Status

# In one statement, which sees one moment.
_FACTS = f"""
WITH told AS (
    SELECT stream, count(*) AS count, min(version) = 1 AND max(version) = count(*) AS whole, {DIGEST} AS digest,
           max(time) AS last_at, (array_agg(type ORDER BY version DESC))[1] AS last,
           max((data->>'attempt')::int) AS attempt,
           max((data->>'totalAmount')::numeric) FILTER (WHERE type = 'order.placed') AS total_amount,
           max(data->>'currency') FILTER (WHERE type = 'order.placed') AS currency,
           (array_agg((data->>'deadline')::timestamptz ORDER BY version DESC)
                FILTER (WHERE data ? 'deadline'))[1] AS deadline
    FROM all_events WHERE stream > %(after)s AND stream <= %(up_to)s GROUP BY stream
), tabled AS (
    SELECT id, status, version, attempt, total_amount FROM orders WHERE id > %(after)s AND id <= %(up_to)s
)
SELECT coalesce(stream, id), last, coalesce(told.attempt, 1), told.total_amount, currency, deadline,
       count, whole, digest, last_at, status, version, tabled.attempt, tabled.total_amount
FROM told FULL JOIN tabled ON stream = id ORDER BY 1
"""
# By the type of the last event: not by `evolve`, which wrote the table.
_STATUS = {
    "order.placed": Status.PENDING,
    "order.reopened": Status.PENDING,
    "order.paid": Status.PAID,
    "order.confirmed": Status.CONFIRMED,
    "order.cancelled": Status.CANCELLED,
}


async def audit(database: Database, wanted: Range) -> AuditPage:
    """A page of the facts, by order id."""
    page = await page_of(database, wanted, ("all_events", "stream"), ("orders", "id"))
    return {"items": [_facts(row) for row in await database.fetch(_FACTS, page.ends)], "upTo": page.up_to}


def _facts(row: Row) -> AuditedOrder:
    order_id, last, attempt, total, currency, deadline = row[:6]
    return {
        "orderId": order_id,
        "status": _STATUS.get(last),
        "attempt": attempt,
        "totalAmount": total,
        "currency": currency,
        "deadline": deadline,
        "events": _told(row[6:10]),
        "row": _tabled(row[10:]),
    }


def _told(row: Row) -> Told:
    count, whole, digest, last_at = row
    return {"count": count, "whole": whole, "digest": digest, "lastAt": last_at} if count else NOTHING_TOLD


def _tabled(row: Row) -> AuditedRow | None:
    status, version, attempt, total = row
    return {"status": status, "version": version, "attempt": attempt, "totalAmount": total} if status else None
