"""What can be asked of an order; time, ids and facts from outside come in with the command."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common.contracts import Confirmation, Item, PaymentMethod


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


@dataclass(frozen=True, slots=True)
class ExpireOrder:
    """The deadline of an attempt passed."""

    attempt: int


@dataclass(frozen=True, slots=True)
class ConfirmOrder:
    """A user confirms by hand what was paid."""

    user_id: UUID


@dataclass(frozen=True, slots=True)
class CancelOrder:
    """A user calls an order off."""

    user_id: UUID


@dataclass(frozen=True, slots=True)
class RetryOrder:
    """An administrator wants another payment attempt, perhaps by another method."""

    admin_id: UUID
    note: str
    payment_method: PaymentMethod | None
    deadline: datetime


@dataclass(frozen=True, slots=True)
class CompensateOrder:
    """An administrator calls an order off, so that its money goes back."""

    admin_id: UUID
    note: str


Command = (
    PlaceOrder | NotePayment | NoteDecline | ExpireOrder | ConfirmOrder | CancelOrder | RetryOrder | CompensateOrder
)
