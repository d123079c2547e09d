"""A chronicle: one invented saga, told event by event, each with its cause."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from common.contracts import (
    Event,
    OrderCancelled,
    OrderConfirmed,
    OrderPaid,
    OrderPlaced,
    OrderReopened,
    PaymentCompleted,
    PaymentFailed,
    PaymentRefunded,
    PaymentRefundRequested,
    PaymentRequested,
    PaymentVoided,
    PaymentVoidRequested,
)
from common.envelope import Received
from common.ids import new_id

from tracker_service.seen import Seen
from tracker_service.testing.delivery import START, received, seen_of

STEP = timedelta(milliseconds=10)  # from one event to the next
AMOUNT = Decimal("100.00")


class Chronicle:
    """Every method says one event, `because` of an earlier one or of something outside, and returns it.

    `attempt` is the payment attempt at hand, `amount` the order's; `shifts` puts a service's clock wrong.
    """

    def __init__(
        self, user_id: UUID | None = None, correlation_id: UUID | None = None, start: datetime = START
    ) -> None:
        self.order_id, self.user_id = new_id(), user_id or new_id()
        self.correlation_id, self.start = correlation_id or new_id(), start
        self.attempt, self.amount = 1, AMOUNT
        self.events: list[Received] = []
        self.shifts: dict[str, timedelta] = {}

    @property
    def seen(self) -> list[Seen]:
        """The events as the pure parts look at them."""
        return [seen_of(event) for event in self.events]

    @property
    def ids(self) -> list[str]:
        """The ids of the events, as JSON has them."""
        return [str(event.id) for event in self.events]

    def placed(self) -> Received:
        told = {"items": (), "shipping_address": "1 Main Street", "payment_method": "card_ok", "confirmation": "auto"}
        return self._order(OrderPlaced, None, **told, deadline=self.start, node="order-1", gateway="gateway-1")

    def paid(self, because: Received | None = None) -> Received:
        return self._order(OrderPaid, because)

    def confirmed(self, because: Received | None = None) -> Received:
        return self._order(OrderConfirmed, because)

    def cancelled(self, because: Received | None = None, reason: str = "cancelled_by_user") -> Received:
        return self._order(OrderCancelled, because, reason=reason)

    def reopened(self) -> Received:
        self.attempt += 1
        told = {"deadline": self.start, "reopened_by": "admin", "note": "again", "payment_method": "card_ok"}
        return self._order(OrderReopened, None, **told)

    def requested(self, because: Received | None = None) -> Received:
        return self._payment(PaymentRequested, because, payment_method="card_ok")

    def completed(self, because: Received | None = None, attempt: int | None = None) -> Received:
        return self._payment(PaymentCompleted, because, attempt)

    def failed(self, because: Received | None = None) -> Received:
        return self._payment(PaymentFailed, because, reason="card_declined", retryable=False)

    def void_requested(self, because: Received | None = None) -> Received:
        return self._payment(PaymentVoidRequested, because)

    def voided(self, because: Received | None = None) -> Received:
        return self._payment(PaymentVoided, because)

    def refund_requested(self, because: Received | None = None, attempt: int | None = None) -> Received:
        return self._payment(PaymentRefundRequested, because, attempt)

    def refunded(self, because: Received | None = None, attempt: int | None = None) -> Received:
        return self._payment(PaymentRefunded, because, attempt)

    def _order(self, contract: type[Event], because: Received | None, **data: Any) -> Received:
        return self._say(contract, because, {"attempt": self.attempt, **data})

    def _payment(
        self, contract: type[Event], because: Received | None, attempt: int | None = None, **data: Any
    ) -> Received:
        about = {
            "attempt": attempt or self.attempt,
            "amount": self.amount,
            "charge_id": "charge",
            "refund_id": "refund",
        }
        return self._say(contract, because, {**about, **data})

    def _say(self, contract: type[Event], because: Received | None, data: dict[str, Any]) -> Received:
        about = {"order_id": self.order_id, "user_id": self.user_id, "total_amount": self.amount, "currency": "KRW"}
        owner = contract.owner
        said = received(
            contract.model_validate({**about, **data}),
            stream=self.order_id,
            version=1 + sum(event.source == owner for event in self.events),
            correlation_id=self.correlation_id,
            causation_id=because.id if because else new_id(),
            time=self.start + len(self.events) * STEP + self.shifts.get(owner, timedelta()),
        )
        self.events.append(said)
        return said
