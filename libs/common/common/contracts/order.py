"""What the order service says. Streams and record keys are order ids."""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar, Literal
from uuid import UUID

from common.contracts.base import Event, Message

Confirmation = Literal["auto", "manual"]
PaymentMethod = Literal[
    "card_ok",
    "card_declined",
    "card_insufficient_funds",
    "card_slow",
    "card_flaky",
    "card_timeout",
    "card_refund_flaky",
    "provider_down",
]


class Item(Message):
    """One line of an order; `price` is for one piece."""

    product_id: str
    product_name: str
    quantity: int
    price: Decimal


class OrderEvent(Event):
    """What every event of an order names."""

    owner: ClassVar[str] = "order"
    order_id: UUID
    user_id: UUID


class OrderPlaced(OrderEvent):
    """An order was accepted; `attempt` 1 to pay it may begin, until `deadline`."""

    type: ClassVar[str] = "order.placed"
    items: tuple[Item, ...]
    shipping_address: str | dict[str, str]
    total_amount: Decimal
    currency: str
    payment_method: PaymentMethod
    confirmation: Confirmation
    deadline: datetime
    node: str
    gateway: str


class OrderPaid(OrderEvent):
    """The money is in and the order waits for somebody to confirm it by hand."""

    type: ClassVar[str] = "order.paid"
    attempt: int


class OrderConfirmed(OrderEvent):
    """The order stands: the saga completed."""

    type: ClassVar[str] = "order.confirmed"
    attempt: int
    total_amount: Decimal
    confirmed_by: str = "system"


class OrderCancelled(OrderEvent):
    """The order is off. `reason` is a stable code; `cancelled_by` is `system` or a user's id; `note` says why."""

    type: ClassVar[str] = "order.cancelled"
    attempt: int
    total_amount: Decimal
    currency: str
    reason: str
    cancelled_by: str = "system"
    note: str | None = None


class OrderReopened(OrderEvent):
    """An administrator gave a cancelled order another payment attempt, the `attempt`-th, until `deadline`."""

    type: ClassVar[str] = "order.reopened"
    attempt: int
    total_amount: Decimal
    currency: str
    payment_method: PaymentMethod
    deadline: datetime
    reopened_by: str
    note: str
