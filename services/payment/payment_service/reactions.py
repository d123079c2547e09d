"""What the payment service does about orders' events: one small function each, from the event to a command."""

from collections.abc import Callable
from uuid import UUID

from common.contracts import OrderCancelled, OrderPlaced, OrderReopened, PaymentMethod

from payment_service.commands import Cancel, Charge, Silent, Verdict

Decide = Callable[[PaymentMethod, UUID, int], Verdict | Silent | None]


def when_placed(event: OrderPlaced, verdict: Decide) -> Charge:
    """When order.placed, charge the customer, because the order waits for its money. This is attempt 1."""
    return _charge(event, 1, verdict)


def when_reopened(event: OrderReopened, verdict: Decide) -> Charge:
    """When order.reopened, charge again, because an administrator gave the order another attempt, with a new key."""
    return _charge(event, event.attempt, verdict)


def when_cancelled(event: OrderCancelled) -> Cancel:
    """When order.cancelled, return what was taken and stop what is under way, because nothing may be kept of it.

    Seen before the order was placed, it means: never charge.
    """
    return Cancel(event.order_id, event.user_id, event.attempt, event.total_amount, event.currency)


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
