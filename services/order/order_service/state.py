"""Where an order stands, and what each event does to it; pure."""

from dataclasses import dataclass, replace
from enum import StrEnum

from common.contracts import Event, OrderCancelled, OrderConfirmed, OrderPaid, OrderPlaced, OrderReopened


class Status(StrEnum):
    """Where an order stands. It ends CONFIRMED or CANCELLED."""

    PENDING = "PENDING"
    PAID = "PAID"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Order:
    """What deciding needs to know. `attempt` counts payment attempts from 1; `failure` is why it was cancelled."""

    placed: OrderPlaced
    status: Status = Status.PENDING
    attempt: int = 1
    failure: str | None = None


State = Order | None


def evolve(state: State, event: Event) -> State:
    """The state after `event`."""
    match event:
        case OrderPlaced():
            return Order(event)
        case OrderPaid() if state:
            return replace(state, status=Status.PAID)
        case OrderConfirmed() if state:
            return replace(state, status=Status.CONFIRMED)
        case OrderCancelled() if state:
            return replace(state, status=Status.CANCELLED, failure=event.reason)
        case OrderReopened() if state:
            placed = state.placed.model_copy(
                update={"payment_method": event.payment_method, "deadline": event.deadline}
            )
            return Order(placed, attempt=event.attempt)
    raise AssertionError(f"{event.type} cannot follow {state}")
