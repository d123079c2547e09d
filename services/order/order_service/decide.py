"""The order's rules, pure: what each command makes of a state."""

from decimal import Decimal

from common.contracts import Event, OrderCancelled, OrderConfirmed, OrderPaid, OrderPlaced, OrderReopened
from common.errors import Refusal

from order_service.commands import (
    CancelOrder,
    Command,
    CompensateOrder,
    ConfirmOrder,
    ExpireOrder,
    NoteDecline,
    NotePayment,
    PlaceOrder,
    RetryOrder,
)
from order_service.state import Order, State, Status

BY_USER, BY_ADMIN, TIMEOUT = "cancelled_by_user", "compensated_by_admin", "payment_timeout"


def decide(command: Command, state: State) -> list[Event]:
    """What happens because of `command`. Raises `Refusal`; an answer of [] means that it is true already."""
    if isinstance(command, PlaceOrder):
        return _place(command, state)
    if state is None:
        raise Refusal("NOT_FOUND", "there is no such order", 404)
    match command:
        case NotePayment(attempt):
            return _paid(attempt, state)
        case NoteDecline(attempt, reason):
            return [_cancelled(state, reason)] if _awaits(attempt, state) else []
        case ExpireOrder(attempt):
            return [_cancelled(state, TIMEOUT)] if _awaits(attempt, state) else []
        case ConfirmOrder(user_id):
            if state.status is not Status.PAID:
                raise Refusal("NOT_CONFIRMABLE", f"the order is {state.status}; only a PAID one can be confirmed")
            return [_confirmed(state, str(user_id))]
        case CancelOrder(user_id):
            cancelled = state.status is Status.CANCELLED
            return [] if cancelled else [_cancelled(state, BY_USER, str(user_id))]
        case CompensateOrder(admin_id, note):
            if state.status is Status.CANCELLED:
                raise Refusal("ALREADY_COMPENSATED", "the order is cancelled already")
            return [_cancelled(state, BY_ADMIN, str(admin_id), note)]
        case RetryOrder():
            return _reopen(command, state)


def _place(command: PlaceOrder, state: State) -> list[Event]:
    if state is not None:
        return []  # the same order again: its COMMIT went through though the answer was lost
    if command.user_is_suspended:
        raise Refusal("USER_SUSPENDED", "the account is on hold and cannot order", 403)
    total = sum((item.price * item.quantity for item in command.items), Decimal(0)).quantize(Decimal("0.01"))
    return [
        OrderPlaced(
            order_id=command.order_id,
            user_id=command.user_id,
            items=command.items,
            shipping_address=command.shipping_address,
            total_amount=total,
            currency=command.currency,
            payment_method=command.payment_method,
            confirmation=command.confirmation,
            deadline=command.deadline,
            node=command.node,
            gateway=command.gateway,
        )
    ]


def _paid(attempt: int, order: Order) -> list[Event]:
    if order.status is Status.CANCELLED:
        # Said again, so that payment returns the money even if it took the first word for an older attempt.
        return [_cancelled(order, order.failure or BY_USER)]
    if not _awaits(attempt, order):
        return []
    if order.placed.confirmation == "manual":
        return [OrderPaid(order_id=order.placed.order_id, user_id=order.placed.user_id, attempt=attempt)]
    return [_confirmed(order)]


def _reopen(command: RetryOrder, order: Order) -> list[Event]:
    if order.status is not Status.CANCELLED or order.failure in (BY_USER, BY_ADMIN):
        raise Refusal("NOT_RETRYABLE", "only an order that was cancelled because its payment failed can be retried")
    placed = order.placed
    return [
        OrderReopened(
            order_id=placed.order_id,
            user_id=placed.user_id,
            attempt=order.attempt + 1,
            total_amount=placed.total_amount,
            currency=placed.currency,
            payment_method=command.payment_method or placed.payment_method,
            deadline=command.deadline,
            reopened_by=str(command.admin_id),
            note=command.note,
        )
    ]


def _awaits(attempt: int, order: Order) -> bool:
    return order.status is Status.PENDING and order.attempt == attempt


def _confirmed(order: Order, by: str = "system") -> OrderConfirmed:
    return OrderConfirmed(
        order_id=order.placed.order_id,
        user_id=order.placed.user_id,
        attempt=order.attempt,
        total_amount=order.placed.total_amount,
        confirmed_by=by,
    )


def _cancelled(order: Order, reason: str, by: str = "system", note: str | None = None) -> OrderCancelled:
    return OrderCancelled(
        order_id=order.placed.order_id,
        user_id=order.placed.user_id,
        attempt=order.attempt,
        total_amount=order.placed.total_amount,
        currency=order.placed.currency,
        reason=reason,
        cancelled_by=by,
        note=note,
    )
