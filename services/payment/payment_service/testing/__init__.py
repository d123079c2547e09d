"""Helps tests: one payment to tell stories about, and `given(events).when(command).then(events)` to tell them with."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

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

from payment_service.commands import Cancel, Charge, Command
from payment_service.decide import decide
from payment_service.state import Payment, evolve

ORDER, CUSTOMER = UUID(int=1), UUID(int=2)
AMOUNT = Decimal("12.50")


def charge(attempt: int = 1, **changes: Any) -> Charge:
    """The command that begins every story; `changes` are fields of it."""
    return replace(Charge(ORDER, CUSTOMER, attempt, AMOUNT, "KRW", "card_ok", None), **changes)


def cancel(attempt: int = 1, **changes: Any) -> Cancel:
    """The order is off up to `attempt`."""
    return replace(Cancel(ORDER, CUSTOMER, attempt, AMOUNT, "KRW"), **changes)


def requested(attempt: int = 1) -> PaymentRequested:
    """The provider is being asked."""
    return PaymentRequested(**_about(attempt), payment_method="card_ok")


def completed(attempt: int = 1, charge_id: str = "ch_1") -> PaymentCompleted:
    """The provider took the money."""
    return PaymentCompleted(**_about(attempt), charge_id=charge_id)


def failed(attempt: int = 1, reason: str = "card_declined", *, retryable: bool = False) -> PaymentFailed:
    """The provider declined."""
    return PaymentFailed(**_about(attempt), reason=reason, retryable=retryable)


def void_requested(attempt: int = 1) -> PaymentVoidRequested:
    """The provider is told to keep nothing."""
    return PaymentVoidRequested(**_about(attempt))


def voided(attempt: int = 1) -> PaymentVoided:
    """Nothing was taken."""
    return PaymentVoided(**_about(attempt))


def refund_requested(attempt: int = 1, charge_id: str = "ch_1") -> PaymentRefundRequested:
    """The provider is asked to return the money."""
    return PaymentRefundRequested(**_about(attempt), charge_id=charge_id)


def refunded(attempt: int = 1, refund_id: str = "re_1") -> PaymentRefunded:
    """The money is back."""
    return PaymentRefunded(**_about(attempt), charge_id="ch_1", refund_id=refund_id)


@dataclass(frozen=True)
class Story:
    """A state, and a command to it."""

    state: Payment
    command: Command | None = None

    def when(self, command: Command) -> "Story":
        """What is asked of the payment."""
        return replace(self, command=command)

    def said(self) -> list[Event]:
        """What happens."""
        assert self.command is not None
        return decide(self.command, self.state)

    def then(self, *events: Event) -> None:
        """Exactly these events happen."""
        assert self.said() == list(events)


def given(*events: Event) -> Story:
    """What happened before."""
    state = Payment()
    for event in events:
        state = evolve(state, event)
    return Story(state)


def _about(attempt: int) -> dict[str, Any]:
    return {"order_id": ORDER, "user_id": CUSTOMER, "attempt": attempt, "amount": AMOUNT, "currency": "KRW"}
