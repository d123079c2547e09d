"""What the order service says. Streams and record keys are order ids."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from common.contracts.base import Event, Message
from common.contracts.protocol import LEAVES_NOTHING, Transition

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

# Fields of several events, each with an example of itself.
OrderId = Annotated[UUID, Field(examples=["0199c2a4-5b1e-7c3d-9f60-1a2b3c4d5e6f"])]
UserId = Annotated[UUID, Field(examples=["0199c29f-0d4c-7b8a-8e21-6f5e4d3c2b1a"])]
Attempt = Annotated[int, Field(examples=[1])]
Amount = Annotated[Decimal, Field(examples=["59.80"])]
Currency = Annotated[str, Field(examples=["EUR"])]
Method = Annotated[PaymentMethod, Field(examples=["card_ok"])]
Deadline = Annotated[datetime, Field(examples=["2026-01-01T12:00:30Z"])]
_NOTE = Field(examples=["the customer called"])
Who = Annotated[str, Field(examples=["0199c29f-3a77-7d10-b1f5-0a1b2c3d4e5f"])]
_ITEM = {"productId": "tea-1", "productName": "Tea", "quantity": 2, "price": "29.90"}

CHARGED = ("payment.completed",)  # the money of the attempt is in


class Item(Message):
    """One line of an order; `price` is for one piece."""

    product_id: str
    product_name: str
    quantity: int
    price: Decimal


class OrderEvent(Event):
    """What every event of an order names."""

    owner: ClassVar[str] = "order"
    order_id: OrderId
    user_id: UserId


class OrderPlaced(OrderEvent):
    """An order was accepted; `attempt` 1 to pay it may begin, until `deadline`."""

    type: ClassVar[str] = "order.placed"
    transitions = (Transition("UNPLACED", "PENDING"),)
    opens_attempt = True
    undone_by = ("order.cancelled",)
    items: Annotated[tuple[Item, ...], Field(examples=[[_ITEM]])]
    shipping_address: Annotated[str | dict[str, str], Field(examples=["1 Harbour Street, Hamburg"])]
    total_amount: Amount
    currency: Currency
    payment_method: Method
    confirmation: Annotated[Confirmation, Field(examples=["auto"])]
    deadline: Deadline
    node: Annotated[str, Field(examples=["order-1"])]
    gateway: Annotated[str, Field(examples=["gateway-1"])]


class OrderPaid(OrderEvent):
    """The money is in and the order waits for somebody to confirm it by hand."""

    type: ClassVar[str] = "order.paid"
    transitions = (Transition("PENDING", "PAID", CHARGED),)
    undone_by = ("order.cancelled",)
    attempt: Attempt


class OrderConfirmed(OrderEvent):
    """The order stands: the saga completed."""

    type: ClassVar[str] = "order.confirmed"
    transitions = (Transition("PENDING", "CONFIRMED", CHARGED), Transition("PAID", "CONFIRMED"))
    terminal = True
    undone_by = ("order.cancelled",)
    attempt: Attempt
    total_amount: Amount
    confirmed_by: Annotated[str, Field(examples=["system"])] = "system"


class OrderCancelled(OrderEvent):
    """The order is off. `reason` is a stable code; `cancelled_by` is `system` or a user's id; `note` says why."""

    type: ClassVar[str] = "order.cancelled"
    transitions = (
        Transition("PENDING", "CANCELLED"),
        Transition("PAID", "CANCELLED"),
        Transition("CONFIRMED", "CANCELLED"),
        Transition("CANCELLED", "CANCELLED", CHARGED, any_attempt=True),  # said again to a late payment
    )
    terminal = True
    undone_by = LEAVES_NOTHING
    attempt: Attempt
    total_amount: Amount
    currency: Currency
    reason: Annotated[str, Field(examples=["card_declined"])]
    cancelled_by: Annotated[str, Field(examples=["system"])] = "system"
    note: Annotated[str | None, _NOTE] = None


class OrderReopened(OrderEvent):
    """An administrator gave a cancelled order another payment attempt, the `attempt`-th, until `deadline`."""

    type: ClassVar[str] = "order.reopened"
    transitions = (Transition("CANCELLED", "PENDING"),)
    opens_attempt = True
    undone_by = ("order.cancelled",)
    attempt: Annotated[int, Field(examples=[2])]
    total_amount: Amount
    currency: Currency
    payment_method: Method
    deadline: Deadline
    reopened_by: Who
    note: Annotated[str, _NOTE]
