"""A saga as the tracker tells it: one status, its steps, and whatever broke the protocol."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID


class Status(StrEnum):
    """Where a saga is. STUCK is only ever read: in flight, and nothing happened for too long."""

    STARTED = "STARTED"
    PAID = "PAID"
    COMPENSATING = "COMPENSATING"
    COMPLETED = "COMPLETED"
    COMPENSATED = "COMPENSATED"
    STUCK = "STUCK"


ENDED = frozenset({Status.COMPLETED, Status.COMPENSATED})


class StepStatus(StrEnum):
    """What a step did to the saga: brought it on, ended its hopes, or took something back."""

    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    COMPENSATED = "COMPENSATED"


@dataclass(frozen=True, slots=True)
class Step:
    """One event of the saga, named after its type; it started when its cause happened and ended when it was said."""

    name: str
    service: str
    node: str
    status: StepStatus
    started_at: datetime
    ended_at: datetime
    event_id: UUID


@dataclass(frozen=True, slots=True)
class Violation:
    """An event that broke the protocol: the state it found (of the order, or of its payment), and what was wrong."""

    event_id: UUID
    type: str
    state: str
    time: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Saga:
    """The whole story, as far as it is known. Without its order.placed, amount and currency are None.

    `unexplained` are events set aside until what led to them is seen; `awaits_person` is a paid order that somebody
    has to confirm by hand. `cancelled_at` is when the cancellation that stands was first said, None while the order is
    not off; `refunded` is what was returned under all attempts.
    """

    saga_id: UUID
    correlation_id: UUID
    user_id: UUID
    status: Status
    awaits_person: bool
    total_amount: Decimal | None
    currency: str | None
    failure_reason: str | None
    node: str
    started_at: datetime
    updated_at: datetime
    ended_at: datetime | None
    violations: tuple[Violation, ...]
    unexplained: tuple[Violation, ...]
    cancelled_at: datetime | None
    refunded: Decimal
    steps: tuple[Step, ...]
