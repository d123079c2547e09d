"""What the payment service says. Streams and record keys are order ids; an order may have several attempts."""

from decimal import Decimal
from typing import ClassVar

from common.contracts.order import OrderEvent, PaymentMethod


class PaymentEvent(OrderEvent):
    """What every event of a payment names; `attempt` counts from 1."""

    owner: ClassVar[str] = "payment"
    attempt: int
    amount: Decimal
    currency: str


class PaymentRequested(PaymentEvent):
    """The provider is being asked for the money, under this attempt's own idempotency key."""

    type: ClassVar[str] = "payment.requested"
    payment_method: PaymentMethod


class PaymentCompleted(PaymentEvent):
    """The provider took the money."""

    type: ClassVar[str] = "payment.completed"
    charge_id: str


class PaymentFailed(PaymentEvent):
    """The provider declined; `reason` is a stable code such as `card_declined`."""

    type: ClassVar[str] = "payment.failed"
    reason: str


class PaymentVoidRequested(PaymentEvent):
    """The order was cancelled while its charge was under way; the provider is told to keep nothing of it."""

    type: ClassVar[str] = "payment.void_requested"


class PaymentVoided(PaymentEvent):
    """Nothing was taken under this attempt, and nothing ever will be."""

    type: ClassVar[str] = "payment.voided"


class PaymentRefundRequested(PaymentEvent):
    """Money was taken for an order that is off; the provider is being asked to return it."""

    type: ClassVar[str] = "payment.refund_requested"
    charge_id: str


class PaymentRefunded(PaymentEvent):
    """The money of this attempt is back with the customer."""

    type: ClassVar[str] = "payment.refunded"
    charge_id: str
    refund_id: str
