"""What is checked of each order: the names of the checks, and a finding that belongs to one of them."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

STREAMS = "every stream of events is whole"
ROWS = "the table of orders agrees with the events"
LEDGER = "the ledger agrees with the events of payment"
PROVIDER = "the provider's record agrees with the events of payment"
MONEY = "of each order exactly what its status says is kept"
SETTLED = "nothing that should be over is still open"
KNOWN = "nobody knows an order that the order service does not"
TRACKER = "the tracker knows every event, and tells how it ended"

CHECKS = (STREAMS, ROWS, LEDGER, PROVIDER, MONEY, SETTLED, KNOWN, TRACKER)


class Finding(NamedTuple):
    """A sentence that says what is wrong with an order."""

    check: str
    what: str


Findings = Iterable[Finding]


def money(amount: Decimal) -> str:
    """As people write it."""
    return f"{amount:.2f}"


def times(count: int) -> str:
    """How often."""
    return "twice" if count == 2 else f"{count} times"


def some(count: int, noun: str) -> str:
    """`1 event`, `2 events`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
