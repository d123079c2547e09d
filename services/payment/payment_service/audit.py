"""What the event store, the ledger, the open jobs and the provider's record say of each order, page by page."""

from collections.abc import Iterable

from common.audit import Range, page_of
from common.database import Database
from common.transaction import Row

from payment_service.accounts import STRAY, Booked, Order, Said, facts
from payment_service.providers.books import Books, Entry
from payment_service.shapes import AuditPage

# Each event with its lines of the ledger, in one statement, which sees one moment.
_SAID_AND_BOOKED = """
WITH said AS (
    SELECT stream, id, version, type, (data->>'attempt')::int AS attempt, (data->>'amount')::numeric AS amount, time
    FROM all_events WHERE stream > %(after)s AND stream <= %(up_to)s
), booked AS (
    SELECT order_id, event_id, max(booked_at) AS booked_at, sum(amount) AS difference,
           coalesce(sum(amount) FILTER (WHERE account = 'cash_at_provider' AND entry = 'charge'), 0) AS cash_in,
           coalesce(-sum(amount) FILTER (WHERE account = 'cash_at_provider' AND entry = 'refund'), 0) AS cash_out
    FROM ledger WHERE order_id > %(after)s AND order_id <= %(up_to)s GROUP BY order_id, event_id
)
SELECT coalesce(stream, order_id), id, version, type, attempt, amount, time, cash_in, cash_out, difference, booked_at
FROM said FULL JOIN booked ON order_id = stream AND event_id = id ORDER BY 1
"""
_JOBS = "SELECT order_id, attempt, action FROM provider_job WHERE order_id > %(after)s AND order_id <= %(up_to)s"


async def audit(database: Database, books: Books | None, wanted: Range) -> AuditPage:
    """A page of the facts, by order id; without `books` the provider keeps no record of its own.

    The provider is asked first and the events are read last: nothing is told of which the events may not be newer.
    """
    page, entries = await page_of(database, wanted, ("all_events", "stream"), ("ledger", "order_id")), None
    if books is not None:
        record = await books.record(page.after, page.up_to)
        page, entries = page.as_far_as(record.up_to), record.entries
    jobs = await database.fetch(_JOBS, page.ends)
    orders = _collect(await database.fetch(_SAID_AND_BOOKED, page.ends), jobs, entries or ())
    items = [facts(order, has_record=entries is not None) for order in orders]
    return {"items": items, "upTo": page.up_to}


def _collect(rows: Iterable[Row], jobs: Iterable[Row], entries: Iterable[Entry]) -> list[Order]:
    orders: dict[object, Order] = {}
    for order_id, event_id, version, kind, attempt, amount, time, cash_in, cash_out, difference, booked_at in rows:
        order = orders.setdefault(order_id, Order(order_id))
        if event_id is not None:
            order.said.append(Said(event_id, version, kind, attempt, amount, time))
        if booked_at is not None:
            order.booked.append((attempt or STRAY, Booked(cash_in, cash_out, difference, booked_at)))
    for order_id, attempt, action in jobs:
        orders.setdefault(order_id, Order(order_id)).jobs[attempt] = action
    for entry in entries:
        orders.setdefault(entry.order_id, Order(entry.order_id)).entries.append(entry)
    return sorted(orders.values(), key=lambda order: order.id)
