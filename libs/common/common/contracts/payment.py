"""What the payment service says. Streams and record keys are order ids; an order may have several attempts."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from common.contracts.base import JsonObject, Upcast
from common.contracts.order import Amount, Attempt, Currency, Method, OrderEvent
from common.contracts.protocol import LEAVES_NOTHING, Transition

OPENED = ("order.placed", "order.reopened")  # the attempt may be paid
CALLED_OFF = ("order.cancelled",)  # nothing of the attempt may be kept

PASSING = frozenset({"card_insufficient_funds"})  # reasons to decline that may be gone at another attempt

ChargeId = Annotated[str, Field(examples=["ch_5b1e7c3d"])]


class PaymentEvent(OrderEvent):
    """What every event of a payment names; `attempt` counts from 1."""

    owner: ClassVar[str] = "payment"
    attempt: Attempt
    amount: Amount
    currency: Currency


class PaymentRequested(PaymentEvent):
    """The provider is being asked for the money, under this attempt's own idempotency key."""

    type: ClassVar[str] = "payment.requested"
    transitions = (Transition("UNASKED", "CHARGING", OPENED),)
    undone_by = ("payment.voided", "payment.refunded")
    payment_method: Method


class PaymentCompleted(PaymentEvent):
    """The provider took the money."""

    type: ClassVar[str] = "payment.completed"
    transitions = (
        Transition("UNASKED", "TAKEN", OPENED),  # the inline adapter asks nobody
        Transition("CHARGING", "TAKEN"),
        Transition("VOIDING", "TAKEN"),  # the charge was quicker than the void
    )
    undone_by = ("payment.refunded",)
    charge_id: ChargeId


def _tell_whether_retryable(event: JsonObject) -> JsonObject:
    """Of a failure that was said before it was told: its reason says so."""
    return {**event, "retryable": event["reason"] in PASSING}


class PaymentFailed(PaymentEvent):
    """The provider declined; `reason` is a stable code such as `card_declined`.

    `retryable` tells whether the same payment method may work on another attempt.
    """

    type: ClassVar[str] = "payment.failed"
    schema_version = 2
    upcasters: ClassVar[Mapping[int, Upcast]] = {1: _tell_whether_retryable}
    transitions = (
        Transition("UNASKED", "DECLINED", OPENED),  # the inline adapter asks nobody
        Transition("CHARGING", "DECLINED"),
        Transition("VOIDING", "DECLINED"),
    )
    failure = True
    undone_by = LEAVES_NOTHING
    reason: Annotated[str, Field(examples=["card_declined"])]
    retryable: Annotated[bool, Field(examples=[False])]


class PaymentVoidRequested(PaymentEvent):
    """The order was cancelled while its charge was under way; the provider is told to keep nothing of it."""

    type: ClassVar[str] = "payment.void_requested"
    transitions = (Transition("CHARGING", "VOIDING", CALLED_OFF),)
    undone_by = LEAVES_NOTHING


class PaymentVoided(PaymentEvent):
    """Nothing was taken under this attempt, and nothing ever will be."""

    type: ClassVar[str] = "payment.voided"
    transitions = (
        Transition("UNASKED", "VOIDED", CALLED_OFF),  # cancelled before it was asked
        Transition("VOIDING", "VOIDED"),
    )
    terminal = True
    undone_by = LEAVES_NOTHING


class PaymentRefundRequested(PaymentEvent):
    """Money was taken for an order that is off; the provider is being asked to return it."""

    type: ClassVar[str] = "payment.refund_requested"
    transitions = (Transition("TAKEN", "REFUNDING", CALLED_OFF),)
    undone_by = LEAVES_NOTHING
    charge_id: ChargeId


class PaymentRefunded(PaymentEvent):
    """The money of this attempt is back with the customer."""

    type: ClassVar[str] = "payment.refunded"
    transitions = (Transition("TAKEN", "REFUNDED", CALLED_OFF), Transition("REFUNDING", "REFUNDED"))
    terminal = True
    undone_by = LEAVES_NOTHING
    charge_id: ChargeId
    refund_id: Annotated[str, Field(examples=["re_5b1e7c3d"])]
