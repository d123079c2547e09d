"""Helps tests: one order to tell stories about, and `given(events).when(command).then(events)` to tell them with."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from common.contracts import Event, Item, OrderCancelled, OrderConfirmed, OrderPaid, OrderPlaced, OrderReopened
from common.errors import Refusal

from order_service.commands import Command, PlaceOrder, RetryOrder
from order_service.decide import decide
from order_service.state import State, evolve

ORDER, CUSTOMER, ADMIN = UUID(int=1), UUID(int=2), UUID(int=3)
CORRELATION = UUID(int=4)
MOMENT = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)
DEADLINE = MOMENT + timedelta(seconds=30)
TOTAL = Decimal("20.00")

_PLACE = PlaceOrder(
    order_id=ORDER,
    user_id=CUSTOMER,
    user_is_suspended=False,
    items=(Item(product_id="tea", product_name="Tea", quantity=2, price=Decimal("10.00")),),
    shipping_address="1 Main Street",
    currency="KRW",
    payment_method="card_ok",
    confirmation="auto",
    deadline=DEADLINE,
    node="order-1",
    gateway="gateway-1",
)


def place(**changes: Any) -> PlaceOrder:
    """The command that begins every story; `changes` are fields of it."""
    return replace(_PLACE, **changes)


def placed(**changes: Any) -> OrderPlaced:
    """What `place` brings about; `changes` are fields of the event."""
    (event,) = decide(place(), None)
    assert isinstance(event, OrderPlaced)
    return event.model_copy(update=changes)


def paid() -> OrderPaid:
    """The money of attempt 1 is in."""
    return OrderPaid(order_id=ORDER, user_id=CUSTOMER, attempt=1)


def confirmed(attempt: int = 1, by: str = "system") -> OrderConfirmed:
    """The order stands."""
    return OrderConfirmed(order_id=ORDER, user_id=CUSTOMER, attempt=attempt, total_amount=TOTAL, confirmed_by=by)


def cancelled(reason: str, attempt: int = 1, **changes: Any) -> OrderCancelled:
    """The order is off."""
    event = OrderCancelled(
        order_id=ORDER, user_id=CUSTOMER, attempt=attempt, total_amount=TOTAL, currency="KRW", reason=reason
    )
    return event.model_copy(update=changes)


def retry(**changes: Any) -> RetryOrder:
    """An administrator's command for another attempt."""
    return replace(RetryOrder(ADMIN, "please", None, DEADLINE), **changes)


def reopened(attempt: int = 2, **changes: Any) -> OrderReopened:
    """What `retry` brings about."""
    event = OrderReopened(
        order_id=ORDER,
        user_id=CUSTOMER,
        attempt=attempt,
        total_amount=TOTAL,
        currency="KRW",
        payment_method="card_ok",
        deadline=DEADLINE,
        reopened_by=str(ADMIN),
        note="please",
    )
    return event.model_copy(update=changes)


@dataclass(frozen=True)
class Story:
    """A state, and a command to it."""

    state: State
    command: Command | None = None

    def when(self, command: Command) -> "Story":
        """What is asked of the order."""
        return replace(self, command=command)

    def then(self, *events: Event) -> None:
        """Exactly these events happen."""
        assert self.command is not None
        assert decide(self.command, self.state) == list(events)

    def refused(self, code: str, status: int = 409) -> None:
        """The command is refused with this code and HTTP status."""
        assert self.command is not None
        try:
            said = decide(self.command, self.state)
        except Refusal as refusal:
            assert (refusal.code, refusal.status) == (code, status)  # noqa: PT017
        else:
            raise AssertionError(f"was not refused but said {said}")


def given(*events: Event) -> Story:
    """What happened before."""
    state: State = None
    for event in events:
        state = evolve(state, event)
    return Story(state)
