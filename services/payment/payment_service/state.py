"""Where the money of an order is, attempt by attempt, and what each event does to that; pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from common.contracts import (
    Event,
    PaymentCompleted,
    PaymentFailed,
    PaymentRefunded,
    PaymentRefundRequested,
    PaymentRequested,
    PaymentVoided,
    PaymentVoidRequested,
)
from common.contracts.payment import PaymentEvent


class Phase(StrEnum):
    """Where one attempt stands."""

    CHARGING = "charging"
    CHARGED = "charged"
    FAILED = "failed"
    VOIDING = "voiding"
    VOIDED = "voided"
    REFUNDING = "refunding"
    REFUNDED = "refunded"


_AFTER: dict[type[Event], Phase] = {
    PaymentRequested: Phase.CHARGING,
    PaymentCompleted: Phase.CHARGED,
    PaymentFailed: Phase.FAILED,
    PaymentVoidRequested: Phase.VOIDING,
    PaymentVoided: Phase.VOIDED,
    PaymentRefundRequested: Phase.REFUNDING,
    PaymentRefunded: Phase.REFUNDED,
}


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to take the money of an order; `last` is the newest event about it. `payment_method` is what the
    provider was asked for, if it was."""

    phase: Phase
    last: PaymentEvent
    payment_method: str = ""
    charge_id: str | None = None

    @property
    def is_in_process(self) -> bool:
        """Whether it was decided without asking the provider, whichever adapter is at work by now."""
        return not self.payment_method


@dataclass(frozen=True, slots=True)
class Payment:
    """All attempts of an order, by number."""

    attempts: Mapping[int, Attempt] = field(default_factory=lambda: MappingProxyType({}))


def evolve(state: Payment, event: Event) -> Payment:
    """The state after `event`."""
    assert isinstance(event, PaymentEvent), event
    known = state.attempts.get(event.attempt, Attempt(Phase.VOIDED, event))
    attempt = replace(known, phase=_AFTER[type(event)], last=event)
    match event:
        case PaymentRequested(payment_method=method):
            attempt = replace(attempt, payment_method=method)
        case PaymentCompleted(charge_id=charge_id):
            attempt = replace(attempt, charge_id=charge_id)
    return Payment(MappingProxyType({**state.attempts, event.attempt: attempt}))
