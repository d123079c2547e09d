"""Calling an order off, and giving it another chance: users and administrators."""

from datetime import timedelta
from uuid import UUID

import pytest
from order_service.commands import CancelOrder, CompensateOrder, NoteDecline
from order_service.state import Status
from order_service.testing import (
    ADMIN,
    CUSTOMER,
    DEADLINE,
    Story,
    cancelled,
    confirmed,
    given,
    paid,
    placed,
    reopened,
    retry,
)

PENDING = given(placed())
PAID = given(placed(confirmation="manual"), paid())
CONFIRMED = given(placed(), confirmed())
DECLINED = given(placed(), cancelled("card_declined"))
CALLED_OFF = given(placed(), cancelled("cancelled_by_user", cancelled_by=str(CUSTOMER)))
COMPENSATED = given(placed(), cancelled("compensated_by_admin", cancelled_by=str(ADMIN)))


@pytest.mark.parametrize("story", [PENDING, PAID, CONFIRMED])
def test_a_user_cancels_an_order_at_any_time(story: Story) -> None:
    story.when(CancelOrder(CUSTOMER)).then(cancelled("cancelled_by_user", cancelled_by=str(CUSTOMER)))


@pytest.mark.parametrize("story", [DECLINED, CALLED_OFF, COMPENSATED])
def test_cancelling_what_is_cancelled_says_nothing(story: Story) -> None:
    story.when(CancelOrder(CUSTOMER)).then()


@pytest.mark.parametrize("story", [PENDING, PAID, CONFIRMED])
def test_an_administrator_compensates_an_order_at_any_time_and_says_why(story: Story) -> None:
    event = cancelled("compensated_by_admin", cancelled_by=str(ADMIN), note="out of stock")
    story.when(CompensateOrder(ADMIN, "out of stock")).then(event)


@pytest.mark.parametrize("story", [DECLINED, CALLED_OFF, COMPENSATED])
def test_what_is_cancelled_cannot_be_compensated_again(story: Story) -> None:
    story.when(CompensateOrder(ADMIN, "twice")).refused("ALREADY_COMPENSATED")


@pytest.mark.parametrize("reason", ["card_declined", "card_insufficient_funds", "payment_timeout"])
def test_an_order_whose_payment_failed_gets_another_attempt(reason: str) -> None:
    given(placed(), cancelled(reason)).when(retry()).then(reopened())


def test_another_attempt_may_be_paid_by_another_method_until_a_new_deadline() -> None:
    later = DEADLINE + timedelta(hours=1)
    story = given(placed(), cancelled("card_declined")).when(retry(payment_method="card_slow", deadline=later))
    story.then(reopened(payment_method="card_slow", deadline=later))


def test_a_second_failure_leads_to_a_third_attempt_by_the_method_last_chosen() -> None:
    again = reopened(payment_method="card_slow"), cancelled("card_declined", attempt=2)
    given(placed(), cancelled("card_declined"), *again).when(retry()).then(reopened(3, payment_method="card_slow"))


@pytest.mark.parametrize("story", [PENDING, PAID, CONFIRMED, CALLED_OFF, COMPENSATED])
def test_only_a_failed_payment_can_be_retried(story: Story) -> None:
    story.when(retry()).refused("NOT_RETRYABLE")


def test_a_second_retry_is_refused_while_the_first_is_under_way() -> None:
    given(placed(), cancelled("card_declined"), reopened()).when(retry()).refused("NOT_RETRYABLE")


def test_a_decline_said_again_does_not_cancel_what_was_reopened() -> None:
    given(placed(), cancelled("card_declined"), reopened()).when(NoteDecline(1, "card_declined")).then()


def test_a_reopened_order_is_pending_and_forgets_why_it_had_failed() -> None:
    order = given(placed(), cancelled("card_declined"), reopened()).state
    assert order is not None
    assert (order.status, order.attempt, order.failure) == (Status.PENDING, 2, None)


def test_nothing_can_be_done_to_an_unknown_order() -> None:
    for command in (CancelOrder(UUID(int=9)), CompensateOrder(ADMIN, "why"), retry()):
        given().when(command).refused("NOT_FOUND", 404)
