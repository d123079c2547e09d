"""The messages services exchange: one copy, nothing but messages. Adding an event starts here."""

from types import ModuleType

from common.contracts import auth, order, payment
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

# Whose messages there are; what each says is what its module defines.
_MODULES = (order, payment, auth)


def _said_in(module: ModuleType) -> list[type[Event]]:
    own = (each for each in vars(module).values() if getattr(each, "__module__", "") == module.__name__)
    return [each for each in own if isinstance(each, type) and issubclass(each, Event) and hasattr(each, "type")]


EVENTS: tuple[type[Event], ...] = tuple(event for module in _MODULES for event in _said_in(module))
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
