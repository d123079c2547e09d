"""What the payment service does about orders' events: one small function each, from the event to a command."""

from collections.abc import Callable
from uuid import UUID

from common.choreography import when
from common.contracts import (
    Event,
    OrderCancelled,
    OrderPlaced,
    OrderReopened,
    PaymentCompleted,
    PaymentFailed,
    PaymentMethod,
    PaymentRefunded,
    PaymentRefundRequested,
    PaymentRequested,
    PaymentVoided,
    PaymentVoidRequested,
)

from payment_service.commands import Cancel, Charge, Command, Silent, Verdict

Decide = Callable[[PaymentMethod, UUID, int], Verdict | Silent | None]
ASKED_OR_DECIDED = (PaymentRequested, PaymentCompleted, PaymentFailed)  # by the provider over HTTP, or in process


@when(OrderPlaced, says=ASKED_OR_DECIDED)
def when_placed(event: OrderPlaced, verdict: Decide) -> Charge:
    """When order.placed, charge the customer, because the order waits for its money. This is attempt 1."""
    return _charge(event, 1, verdict)


@when(OrderReopened, says=ASKED_OR_DECIDED)
def when_reopened(event: OrderReopened, verdict: Decide) -> Charge:
    """When order.reopened, charge again, because an administrator gave the order another attempt, with a new key."""
    return _charge(event, event.attempt, verdict)


@when(OrderCancelled, says=[PaymentVoidRequested, PaymentVoided, PaymentRefundRequested, PaymentRefunded])
def when_cancelled(event: OrderCancelled) -> Cancel:
    """When order.cancelled, return what was taken and stop what is under way, because nothing may be kept of it.

    Seen before the order was placed, it means: never charge.
    """
    return Cancel(event.order_id, event.user_id, event.attempt, event.total_amount, event.currency)


def command_for(event: Event, verdict: Decide) -> Command:
    """What an event asks of the payment. Raises `AssertionError` for one that nothing here reacts to."""
    match event:
        case OrderPlaced():
            return when_placed(event, verdict)
        case OrderReopened():
            return when_reopened(event, verdict)
        case OrderCancelled():
            return when_cancelled(event)
    raise AssertionError(f"nothing reacts to {event.type}")


def _charge(event: OrderPlaced | OrderReopened, attempt: int, verdict: Decide) -> Charge:
    return Charge(
        order_id=event.order_id,
        user_id=event.user_id,
        attempt=attempt,
        amount=event.total_amount,
        currency=event.currency,
        payment_method=event.payment_method,
        verdict=verdict(event.payment_method, event.order_id, attempt),
    )
