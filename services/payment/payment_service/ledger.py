"""The ledger: double entry, booked in the transaction of the event that moves the money."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from common.contracts import PaymentCompleted, PaymentRefunded
from common.database import Database
from common.envelope import Recorded
from common.prepared import Prepared
from common.requests import Change
from common.transaction import Tx, columns

from payment_service.state import Payment

CASH, CUSTOMERS = "cash_at_provider", "customer_payments"

_BOOK = Prepared("""
INSERT INTO ledger (event_id, account, entry, order_id, amount, currency, booked_at)
SELECT * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::uuid[], %s::numeric[], %s::text[], %s::timestamptz[])
""")
_TOTALS = """
SELECT coalesce(sum(amount) FILTER (WHERE account = %s AND entry = 'charge'), 0),
       coalesce(-sum(amount) FILTER (WHERE account = %s AND entry = 'refund'), 0),
       coalesce(sum(amount), 0)
FROM ledger
"""


def project(tx: Tx, changes: Sequence[Change[Payment]]) -> None:
    """Book the money that a batch moved: what comes in is debited to cash and credited to the customers."""
    lines = [line for change in changes for recorded in change.added for line in _lines(recorded)]
    if lines:
        tx.later(_BOOK, columns(lines))


async def totals(database: Database) -> dict[str, Any]:
    """{charged, refunded, kept, balanced}: sums over all orders, as exact decimals."""
    row = await database.fetch_one(_TOTALS, (CASH, CASH))
    assert row is not None
    charged, refunded, difference = row
    return {"charged": charged, "refunded": refunded, "kept": charged - refunded, "balanced": difference == Decimal(0)}


def _lines(recorded: Recorded) -> list[tuple[Any, ...]]:
    match recorded.event:
        case PaymentCompleted(amount=amount, currency=currency):
            entry, into_cash = "charge", amount
        case PaymentRefunded(amount=amount, currency=currency):
            entry, into_cash = "refund", -amount
        case _:
            return []
    return [
        (str(recorded.id), account, entry, str(recorded.stream), change, currency, recorded.time)
        for account, change in ((CASH, into_cash), (CUSTOMERS, -into_cash))
    ]
