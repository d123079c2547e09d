"""An event as the tracker's pure parts look at it: who said it, what came before it, and the little they judge by."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from common.contracts import Event


@dataclass(frozen=True, slots=True)
class Seen:
    """The `version`-th event (from 1) that `source` said about `stream`, which is an order and its saga.

    `attempt` is 1 where the event names none. `reason`, `total_amount`, `currency` and `amount` (a payment's) are those
    of its data, if any.
    """

    id: UUID
    type: str
    source: str
    node: str
    time: datetime
    stream: UUID
    version: int
    correlation_id: UUID
    causation_id: UUID
    user_id: UUID
    attempt: int = 1
    reason: str | None = None
    total_amount: Decimal | None = None
    currency: str | None = None
    amount: Decimal | None = None


class Word(NamedTuple):
    """All of an event that the protocol judges by: `type` said by `source` about an attempt to have the order paid."""

    source: str
    type: str
    attempt: int

    @classmethod
    def of(cls, event: Event) -> "Word":
        """That of an event which need not have been seen."""
        return cls(event.owner, event.type, getattr(event, "attempt", 1))
