"""From placing to the money: what an order does until it is confirmed."""

from decimal import Decimal
from uuid import UUID

import pytest
from common.contracts import Item, OrderPlaced
from order_service.commands import Command, ConfirmOrder, ExpireOrder, NoteDecline, NotePayment
from order_service.decide import decide
from order_service.testing import CUSTOMER, cancelled, confirmed, given, paid, place, placed, reopened


def test_an_order_is_placed_with_its_exact_total() -> None:
    items = (
        Item(product_id="a", product_name="A", quantity=3, price=Decimal("0.10")),
        Item(product_id="b", product_name="B", quantity=1, price=Decimal("9999999.99")),
    )
    (event,) = decide(place(items=items), None)
    assert isinstance(event, OrderPlaced)
    assert str(event.total_amount) == "10000000.29"


def test_placing_the_same_order_again_says_nothing() -> None:
    given(placed()).when(place()).then()


def test_a_suspended_customer_cannot_order() -> None:
    given().when(place(user_is_suspended=True)).refused("USER_SUSPENDED", 403)


def test_an_order_placed_before_its_customer_was_suspended_stays() -> None:
    given(placed()).when(place(user_is_suspended=True)).then()


def test_a_payment_confirms_the_order() -> None:
    given(placed()).when(NotePayment(1)).then(confirmed())


def test_the_same_payment_again_says_nothing() -> None:
    given(placed(), confirmed()).when(NotePayment(1)).then()


@pytest.mark.parametrize("command", [NotePayment(1), NoteDecline(1, "card_declined")])
def test_what_payment_says_of_an_unknown_order_is_refused_for_somebody_to_look_at(command: Command) -> None:
    given().when(command).refused("NOT_FOUND", 404)


def test_a_payment_makes_an_order_with_manual_confirmation_wait() -> None:
    given(placed(confirmation="manual")).when(NotePayment(1)).then(paid())


def test_the_same_payment_again_does_not_confirm_what_waits_to_be_confirmed() -> None:
    given(placed(confirmation="manual"), paid()).when(NotePayment(1)).then()


def test_a_user_confirms_what_is_paid() -> None:
    given(placed(confirmation="manual"), paid()).when(ConfirmOrder(CUSTOMER)).then(confirmed(by=str(CUSTOMER)))


def test_nothing_but_a_paid_order_can_be_confirmed() -> None:
    for story in (
        given(placed(confirmation="manual")),
        given(placed(), confirmed()),
        given(placed(), cancelled("card_declined")),
    ):
        story.when(ConfirmOrder(CUSTOMER)).refused("NOT_CONFIRMABLE")


def test_an_unknown_order_cannot_be_confirmed() -> None:
    given().when(ConfirmOrder(UUID(int=9))).refused("NOT_FOUND", 404)


def test_a_late_payment_of_an_earlier_attempt_does_not_confirm_the_present_one() -> None:
    given(placed(), cancelled("payment_timeout"), reopened()).when(NotePayment(1)).then()


def test_a_payment_of_an_attempt_still_to_come_says_nothing() -> None:
    given(placed()).when(NotePayment(2)).then()


def test_a_payment_of_the_second_attempt_confirms_the_order() -> None:
    given(placed(), cancelled("card_declined"), reopened()).when(NotePayment(2)).then(confirmed(attempt=2))


def test_a_payment_of_a_cancelled_order_says_again_why_it_is_off() -> None:
    given(placed(), cancelled("payment_timeout")).when(NotePayment(1)).then(cancelled("payment_timeout"))


def test_a_late_payment_of_an_earlier_attempt_of_a_cancelled_order_covers_every_attempt() -> None:
    history = placed(), cancelled("payment_timeout"), reopened(), cancelled("card_declined", attempt=2)
    given(*history).when(NotePayment(1)).then(cancelled("card_declined", attempt=2))


def test_a_decline_cancels_the_order_for_its_reason() -> None:
    given(placed()).when(NoteDecline(1, "card_declined")).then(cancelled("card_declined"))


def test_a_decline_of_an_earlier_attempt_leaves_the_present_one() -> None:
    given(placed(), cancelled("payment_timeout"), reopened()).when(NoteDecline(1, "card_declined")).then()


def test_a_decline_of_what_is_settled_says_nothing() -> None:
    for story in (given(placed(), confirmed()), given(placed(), cancelled("payment_timeout"))):
        story.when(NoteDecline(1, "card_declined")).then()


def test_an_order_not_paid_in_time_is_cancelled() -> None:
    given(placed()).when(ExpireOrder(1)).then(cancelled("payment_timeout"))


def test_the_deadline_of_an_earlier_attempt_leaves_the_present_one() -> None:
    given(placed(), cancelled("card_declined"), reopened()).when(ExpireOrder(1)).then()


def test_the_deadline_of_what_is_paid_or_settled_says_nothing() -> None:
    waiting = given(placed(confirmation="manual"), paid())
    for story in (waiting, given(placed(), confirmed()), given(placed(), cancelled("card_declined"))):
        story.when(ExpireOrder(1)).then()
