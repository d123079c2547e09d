"""The table of orders says what their events say, whichever way an order went."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from common.database import Database
from common.requests import Outcome
from order_service import views
from order_service.commands import CancelOrder, Command, CompensateOrder, ConfirmOrder, NoteDecline, NotePayment
from order_service.state import State
from order_service.testing import ADMIN, CUSTOMER, DEADLINE, MOMENT, ORDER, TOTAL, place, retry

Tell = Callable[..., Awaitable[list[Outcome[State]]]]
LATER, LATEST = MOMENT + timedelta(minutes=1), MOMENT + timedelta(minutes=2)
MANUAL = place(confirmation="manual")
DECLINE = NoteDecline(1, "card_declined")


async def test_a_placed_order_is_shown_as_it_was_placed(orders: Database, tell: Tell) -> None:
    (outcome,) = await tell(place(shipping_address={"street": "Main", "city": "Seoul"}))
    assert outcome.state is not None
    answered_at_once = views.view_of_placed(outcome.state.placed, UUID(int=4), MOMENT)
    assert await views.one(orders, ORDER) == answered_at_once


@pytest.mark.parametrize(
    ("commands", "shown"),
    [
        ([place(), NotePayment(1)], {"status": "CONFIRMED", "confirmedAt": MOMENT, "cancelledAt": None}),
        ([MANUAL, NotePayment(1)], {"status": "PAID", "confirmedAt": None, "cancelledAt": None}),
        ([MANUAL, NotePayment(1), ConfirmOrder(CUSTOMER)], {"status": "CONFIRMED", "confirmedAt": MOMENT}),
        ([place(), DECLINE], {"status": "CANCELLED", "failureReason": "card_declined", "cancelledAt": MOMENT}),
        ([place(), CancelOrder(CUSTOMER)], {"status": "CANCELLED", "failureReason": "cancelled_by_user"}),
        (
            [place(), NotePayment(1), CompensateOrder(ADMIN, "why")],
            {"status": "CANCELLED", "failureReason": "compensated_by_admin", "confirmedAt": MOMENT},
        ),
        (
            [place(), DECLINE, retry(payment_method="card_slow")],
            {"status": "PENDING", "failureReason": None, "paymentMethod": "card_slow", "cancelledAt": None},
        ),
        ([place(), DECLINE, retry(), NotePayment(2)], {"status": "CONFIRMED", "cancelledAt": None}),
    ],
)
@pytest.mark.parametrize("together", [True, False])
async def test_every_path_is_shown_the_same_whether_it_took_one_transaction_or_many(
    orders: Database, tell: Tell, commands: list[Command], shown: dict[str, Any], together: bool
) -> None:
    for batch in [commands] if together else [[command] for command in commands]:
        await tell(*batch)
    order = await views.one(orders, ORDER)
    assert order is not None
    assert {name: value for name, value in order.items() if name in shown} == shown
    assert (order["version"], order["totalAmount"]) == (await _events(orders), TOTAL)


async def test_a_cancellation_said_again_keeps_its_time(orders: Database, tell: Tell) -> None:
    await tell(place())
    await tell(CancelOrder(CUSTOMER), at=LATER)
    await tell(NotePayment(1), at=LATEST)
    order = await views.one(orders, ORDER)
    assert order is not None
    assert (order["cancelledAt"], order["updatedAt"], order["version"]) == (LATER, LATEST, 3)


async def test_a_second_failure_shows_its_own_time_and_reason(orders: Database, tell: Tell) -> None:
    await tell(place(), DECLINE)
    await tell(retry(), NoteDecline(2, "card_insufficient_funds"), at=LATER)
    order = await views.one(orders, ORDER)
    assert order is not None
    assert (order["cancelledAt"], order["failureReason"]) == (LATER, "card_insufficient_funds")


async def test_a_reopened_order_has_a_new_deadline_to_be_watched(orders: Database, tell: Tell) -> None:
    await tell(place(), DECLINE)
    await tell(retry(deadline=DEADLINE + timedelta(hours=1)))
    row = await orders.fetch_one("SELECT deadline, attempt FROM orders")
    assert row == (DEADLINE + timedelta(hours=1), 2)


async def test_a_command_refused_changes_nothing(orders: Database, tell: Tell) -> None:
    await tell(place())
    before = await views.one(orders, ORDER)
    (outcome,) = await tell(ConfirmOrder(CUSTOMER), at=LATER)
    assert outcome.refusal is not None
    assert await views.one(orders, ORDER) == before


async def test_totals_count_what_is_kept_and_name_what_is_overdue(orders: Database, tell: Tell) -> None:
    confirmed, overdue = UUID(int=11), UUID(int=12)
    await tell(place(order_id=confirmed), NotePayment(1), order=confirmed)
    await tell(place(order_id=overdue), order=overdue)
    await tell(MANUAL, NotePayment(1))
    assert await views.totals(orders, DEADLINE + timedelta(seconds=1), "KRW") == {
        "confirmedTotal": Decimal("20.00"),
        "confirmedCount": 1,
        "paidTotal": Decimal("20.00"),
        "movingTotal": Decimal("20.00"),
        "orders": 3,
        "unsettled": [overdue],
        "currency": "KRW",
    }


async def _events(orders: Database) -> int:
    row = await orders.fetch_one("SELECT count(*) FROM events WHERE stream = %s::uuid", (str(ORDER),))
    assert row is not None
    return int(row[0])
