"""From an event of another service to what the order says about it, in one transaction."""

from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from common.commands import Decider
from common.contracts import Event, PaymentCompleted, PaymentFailed, UserReinstated, UserSuspended
from common.database import Database
from common.envelope import Received
from common.errors import Refusal
from common.ids import new_id
from common.requests import Outcome
from order_service.commands import CancelOrder, Command
from order_service.state import State
from order_service.subscriptions import Subscriptions
from order_service.suspensions import SuspendedUsers
from order_service.testing import CORRELATION, CUSTOMER, MOMENT, ORDER, place

Tell = Callable[..., Awaitable[list[Outcome[State]]]]
MONEY: dict[str, Any] = {
    "order_id": ORDER,
    "user_id": CUSTOMER,
    "attempt": 1,
    "amount": Decimal("20.00"),
    "currency": "KRW",
}
COMPLETED = PaymentCompleted(**MONEY, charge_id="ch_1")
FAILED = PaymentFailed(**MONEY, reason="card_declined", retryable=False)
SUSPENDED = UserSuspended(user_id=CUSTOMER, reason="declines")
REINSTATED = UserReinstated(user_id=CUSTOMER, reinstated_by="an admin", reason="talked")


def received(event: Event, stream: UUID = ORDER) -> Received:
    return Received(
        id=new_id(),
        stream=stream,
        version=1,
        event=event,
        correlation_id=CORRELATION,
        causation_id=new_id(),
        traceparent=None,
        node="payment-1",
        time=MOMENT,
        source="payment",
        topic="payment.events.v1",
        partition=0,
        offset=0,
    )


async def hear(orders: Database, decider: Decider[Command, State], *events: Received) -> None:
    async with orders.transaction() as tx:
        await Subscriptions(decider).handle(tx, events)


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ([COMPLETED], ["order.confirmed"]),
        ([FAILED], ["order.cancelled"]),
        ([FAILED, COMPLETED], ["order.cancelled", "order.cancelled"]),
    ],
)
async def test_an_order_answers_the_events_of_its_payment(
    orders: Database, decider: Decider[Command, State], tell: Tell, events: list[Event], said: list[str]
) -> None:
    await tell(place())
    await hear(orders, decider, *map(received, events))
    rows = await orders.fetch("SELECT type FROM events ORDER BY version")
    assert [kind for (kind,) in rows] == ["order.placed", *said]


async def test_money_for_an_order_that_is_off_is_answered_with_its_cause(
    orders: Database, decider: Decider[Command, State], tell: Tell
) -> None:
    await tell(place(), CancelOrder(CUSTOMER))
    event = received(COMPLETED)
    await hear(orders, decider, event)
    last = await orders.fetch_one("SELECT type, causation_id, correlation_id FROM events WHERE version = 3")
    assert last == ("order.cancelled", event.id, CORRELATION)


async def test_money_for_an_order_nobody_knows_is_poison_and_not_passed_over(
    orders: Database, decider: Decider[Command, State]
) -> None:
    with pytest.raises(Refusal):
        await hear(orders, decider, received(COMPLETED))


@pytest.mark.parametrize(("events", "held"), [([SUSPENDED], True), ([SUSPENDED, SUSPENDED, REINSTATED], False)])
async def test_users_are_on_hold_from_their_suspension_until_they_are_reinstated(
    orders: Database, decider: Decider[Command, State], events: list[Event], held: bool
) -> None:
    users = SuspendedUsers(orders)
    await users.load()
    assert CUSTOMER not in users
    await hear(orders, decider, *(received(event, CUSTOMER) for event in events))
    await users.load()
    assert (CUSTOMER in users) is held
