"""The messages services exchange: one copy, nothing but messages. Adding an event starts here."""

from common.contracts.auth import ADMIN, UserRegistered, UserReinstated, UserSuspended
from common.contracts.base import Event, Message
from common.contracts.order import (
    Confirmation,
    Item,
    OrderCancelled,
    OrderConfirmed,
    OrderPaid,
    OrderPlaced,
    OrderReopened,
    PaymentMethod,
)
from common.contracts.payment import (
    PaymentCompleted,
    PaymentFailed,
    PaymentRefunded,
    PaymentRefundRequested,
    PaymentRequested,
    PaymentVoided,
    PaymentVoidRequested,
)

EVENTS: tuple[type[Event], ...] = (
    OrderPlaced,
    OrderPaid,
    OrderConfirmed,
    OrderCancelled,
    OrderReopened,
    PaymentRequested,
    PaymentCompleted,
    PaymentFailed,
    PaymentVoidRequested,
    PaymentVoided,
    PaymentRefundRequested,
    PaymentRefunded,
    UserRegistered,
    UserSuspended,
    UserReinstated,
)
BY_TYPE: dict[str, type[Event]] = {contract.type: contract for contract in EVENTS}


# Topics that are kept for ever: whoever starts learns from their beginning how things stand.
LASTING = frozenset({"auth.events.v1"})


def topic_of(owner: str) -> str:
    """The topic a service publishes to: `order.events.v1`."""
    return f"{owner}.events.v1"


__all__ = [
    "ADMIN",
    "BY_TYPE",
    "EVENTS",
    "LASTING",
    "Confirmation",
    "Event",
    "Item",
    "Message",
    "OrderCancelled",
    "OrderConfirmed",
    "OrderPaid",
    "OrderPlaced",
    "OrderReopened",
    "PaymentCompleted",
    "PaymentFailed",
    "PaymentMethod",
    "PaymentRefundRequested",
    "PaymentRefunded",
    "PaymentRequested",
    "PaymentVoidRequested",
    "PaymentVoided",
    "UserRegistered",
    "UserReinstated",
    "UserSuspended",
    "topic_of",
]
