"""The protocol of the saga as one table: which event may be said in which state, and what must have been said before.

The state is a pair: where the order is, and where the payment of the attempt in question is. Each service moves its own
half only; what a step needs of the other half is written beside it.
"""

from enum import StrEnum


class Order(StrEnum):
    """Where an order is."""

    UNPLACED = "UNPLACED"
    PENDING = "PENDING"
    PAID = "PAID"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


class Payment(StrEnum):
    """Where the payment of one attempt is."""

    UNASKED = "UNASKED"
    CHARGING = "CHARGING"
    VOIDING = "VOIDING"
    TAKEN = "TAKEN"
    DECLINED = "DECLINED"
    VOIDED = "VOIDED"
    REFUNDING = "REFUNDING"
    REFUNDED = "REFUNDED"


class Needs(StrEnum):
    """What the other service must have said; the text ends the sentence "it needs …"."""

    NOTHING = "nothing"
    OPENED = "the order to have opened this attempt"
    CALLED_OFF = "the order to have been cancelled in this attempt"
    CHARGED = "the money of this attempt to have been taken"
    EVER_CHARGED = "the money of some attempt to have been taken"


CHARGED = frozenset({Payment.TAKEN, Payment.REFUNDING, Payment.REFUNDED})  # the money was taken at some time
SETTLED = frozenset({Payment.DECLINED, Payment.VOIDED, Payment.REFUNDED})  # nothing is kept, nor can be taken any more

State = Order | Payment
# (state of the service that speaks, what it says) -> (its state after, what that needs)
LEGAL: dict[tuple[State, str], tuple[State, Needs]] = {
    (Order.UNPLACED, "order.placed"): (Order.PENDING, Needs.NOTHING),
    (Order.PENDING, "order.paid"): (Order.PAID, Needs.CHARGED),
    (Order.PENDING, "order.confirmed"): (Order.CONFIRMED, Needs.CHARGED),
    (Order.PAID, "order.confirmed"): (Order.CONFIRMED, Needs.CHARGED),
    (Order.PENDING, "order.cancelled"): (Order.CANCELLED, Needs.NOTHING),
    (Order.PAID, "order.cancelled"): (Order.CANCELLED, Needs.NOTHING),
    (Order.CONFIRMED, "order.cancelled"): (Order.CANCELLED, Needs.NOTHING),
    (Order.CANCELLED, "order.cancelled"): (Order.CANCELLED, Needs.EVER_CHARGED),  # said again to a late payment
    (Order.CANCELLED, "order.reopened"): (Order.PENDING, Needs.NOTHING),
    (Payment.UNASKED, "payment.requested"): (Payment.CHARGING, Needs.OPENED),
    (Payment.UNASKED, "payment.completed"): (Payment.TAKEN, Needs.OPENED),  # the inline adapter asks nobody
    (Payment.UNASKED, "payment.failed"): (Payment.DECLINED, Needs.OPENED),
    (Payment.UNASKED, "payment.voided"): (Payment.VOIDED, Needs.CALLED_OFF),  # cancelled before it was asked
    (Payment.CHARGING, "payment.completed"): (Payment.TAKEN, Needs.OPENED),
    (Payment.CHARGING, "payment.failed"): (Payment.DECLINED, Needs.OPENED),
    (Payment.CHARGING, "payment.void_requested"): (Payment.VOIDING, Needs.CALLED_OFF),
    (Payment.CHARGING, "payment.voided"): (Payment.VOIDED, Needs.CALLED_OFF),
    (Payment.VOIDING, "payment.voided"): (Payment.VOIDED, Needs.CALLED_OFF),
    (Payment.VOIDING, "payment.completed"): (Payment.TAKEN, Needs.OPENED),  # the charge was quicker than the void
    (Payment.VOIDING, "payment.failed"): (Payment.DECLINED, Needs.OPENED),
    (Payment.TAKEN, "payment.refund_requested"): (Payment.REFUNDING, Needs.CALLED_OFF),
    (Payment.TAKEN, "payment.refunded"): (Payment.REFUNDED, Needs.CALLED_OFF),
    (Payment.REFUNDING, "payment.refunded"): (Payment.REFUNDED, Needs.CALLED_OFF),
}
