"""Who may do what because of what: said once more, apart from the rules of services, which are held to it."""

from collections.abc import Sequence
from typing import Any

from common.contracts import Event, OrderPlaced, OrderReopened, PaymentCompleted, PaymentFailed, PaymentRequested
from order_service.commands import CancelOrder, CompensateOrder, ConfirmOrder, ExpireOrder, RetryOrder
from order_service.state import Order, Status

from tests.model.exploring import Broken

BY_A_PERSON = {"cancelled_by_user", "compensated_by_admin"}


def must_be_right(trigger: Any, before: Any, said: Sequence[Event], label: str) -> None:
    """Raises `Broken` if a service in state `before` should not have `said` this because of `trigger`.

    A trigger is an event that was heard, or a command that somebody asked for.
    """
    match trigger:
        case OrderPlaced() | OrderReopened():
            _charges(trigger, said, label)
        case _ if isinstance(before, Order):
            _moves(trigger, before, said, label)


def _charges(opened: OrderPlaced | OrderReopened, said: Sequence[Event], label: str) -> None:
    attempt = opened.attempt if isinstance(opened, OrderReopened) else 1
    for event in said:
        if getattr(event, "attempt", attempt) != attempt:
            raise Broken(f"{opened.type} opens attempt {attempt}, and {event.type} is about another", label)
        if isinstance(event, PaymentRequested) and event.payment_method != opened.payment_method:
            raise Broken(
                f"{opened.type} is to be paid by {opened.payment_method}, and {event.payment_method} is", label
            )


def _moves(trigger: Any, order: Order, said: Sequence[Event], label: str) -> None:
    types = [event.type for event in said]
    waits = order.status is Status.PENDING and order.attempt == getattr(trigger, "attempt", 0)
    match trigger:
        case ExpireOrder() | PaymentFailed():
            due = ["order.cancelled"] if waits else []
        case PaymentCompleted() if order.status is not Status.CANCELLED:
            paid = "order.paid" if order.placed.confirmation == "manual" else "order.confirmed"
            due = [paid] if waits else []
        case CancelOrder() | CompensateOrder():
            due = [] if order.status is Status.CANCELLED else ["order.cancelled"]
        case ConfirmOrder():
            due = ["order.confirmed"] if order.status is Status.PAID else []
        case RetryOrder():
            retryable = order.status is Status.CANCELLED and order.failure not in BY_A_PERSON
            due = ["order.reopened"] if retryable else []
        case _:
            return
    if types != due:
        stands = f"an order that is {order.status} in attempt {order.attempt} ({order.failure or 'no failure'})"
        raise Broken(f"{type(trigger).__name__} makes of {stands} {types or 'nothing'}, not {due or 'nothing'}", label)
