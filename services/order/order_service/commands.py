"""What can be asked of an order; time, ids and facts from outside come in with the command."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common.choreography import asked_by
from common.contracts import (
    Confirmation,
    Item,
    OrderCancelled,
    OrderConfirmed,
    OrderPaid,
    OrderPlaced,
    OrderReopened,
    PaymentMethod,
)

NOT_CANCELLED = (OrderPlaced, OrderReopened, OrderPaid, OrderConfirmed)


@asked_by("client: POST /orders", says=[OrderPlaced], because="somebody wants something")
@dataclass(frozen=True, slots=True)
class PlaceOrder:
    """Accept an order, to be paid until `deadline`."""

    order_id: UUID
    user_id: UUID
    user_is_suspended: bool
    items: tuple[Item, ...]
    shipping_address: str | dict[str, str]
    currency: str
    payment_method: PaymentMethod
    confirmation: Confirmation
    deadline: datetime
    node: str
    gateway: str


@dataclass(frozen=True, slots=True)
class NotePayment:
    """The payment service took the money of an attempt."""

    attempt: int


@dataclass(frozen=True, slots=True)
class NoteDecline:
    """The payment service could not take the money of an attempt."""

    attempt: int
    reason: str


@asked_by(
    "timer: the payment deadline",
    after=[OrderPlaced, OrderReopened],
    says=[OrderCancelled],
    because="no order waits for its money for ever, whoever is away",
)
@dataclass(frozen=True, slots=True)
class ExpireOrder:
    """Cancel an order whose attempt was not paid in time."""

    attempt: int


@asked_by(
    "client: PUT /orders/{orderId}/confirm",
    after=[OrderPaid],
    says=[OrderConfirmed],
    because="the order was placed to be confirmed by hand",
)
@dataclass(frozen=True, slots=True)
class ConfirmOrder:
    """Confirm by hand what was paid."""

    user_id: UUID


@asked_by(
    "client: DELETE /orders/{orderId}",
    after=NOT_CANCELLED,
    says=[OrderCancelled],
    because="its customer wants it no more",
)
@dataclass(frozen=True, slots=True)
class CancelOrder:
    """Call an order off."""

    user_id: UUID


@asked_by(
    "administrator: POST /saga/retry/{sagaId}",
    after=[OrderCancelled],
    says=[OrderReopened],
    because="its payment failed and may work now",
)
@dataclass(frozen=True, slots=True)
class RetryOrder:
    """Give a cancelled order another payment attempt, perhaps by another method."""

    admin_id: UUID
    note: str
    payment_method: PaymentMethod | None
    deadline: datetime


@asked_by(
    "administrator: POST /saga/compensate/{sagaId}",
    after=NOT_CANCELLED,
    says=[OrderCancelled],
    because="its money has to go back",
)
@dataclass(frozen=True, slots=True)
class CompensateOrder:
    """Call an order off for its customer."""

    admin_id: UUID
    note: str


Command = (
    PlaceOrder | NotePayment | NoteDecline | ExpireOrder | ConfirmOrder | CancelOrder | RetryOrder | CompensateOrder
)
