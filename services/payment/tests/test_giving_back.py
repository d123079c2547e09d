"""Keeping nothing of an order that is off: refunds, voids, and answers that cross them."""

import pytest
from common.contracts import Event
from payment_service.commands import Approved, Declined, RecordCharge, RecordRefund, RecordVoid
from payment_service.testing import (
    ORDER,
    cancel,
    completed,
    failed,
    given,
    refund_requested,
    refunded,
    requested,
    void_requested,
    voided,
)

VOIDING = requested(), void_requested()
REFUNDING = requested(), completed(), refund_requested()


def test_a_cancelled_order_gets_its_money_back() -> None:
    given(requested(), completed()).when(cancel()).then(refund_requested())
    given(*REFUNDING).when(RecordRefund(1, "re_1")).then(refunded())


def test_an_order_cancelled_while_it_is_being_charged_is_voided() -> None:
    given(requested()).when(cancel()).then(void_requested())
    given(*VOIDING).when(RecordVoid(1, None, None)).then(voided())


def test_a_void_that_found_a_charge_tells_of_both_charge_and_refund() -> None:
    given(*VOIDING).when(RecordVoid(1, "ch_1", "re_1")).then(completed(), refunded())


def test_an_approval_that_comes_after_the_void_was_requested_is_refunded() -> None:
    given(*VOIDING).when(RecordCharge(1, Approved("ch_1"))).then(completed(), refund_requested())


def test_a_void_that_answers_after_the_approval_tells_of_the_refund_alone() -> None:
    given(*VOIDING, completed(), refund_requested()).when(RecordVoid(1, "ch_1", "re_1")).then(refunded())


def test_a_decline_that_comes_after_the_void_was_requested_ends_the_matter() -> None:
    given(*VOIDING).when(RecordCharge(1, Declined("card_declined"))).then(failed())
    given(*VOIDING, failed()).when(RecordVoid(1, None, None)).then()


@pytest.mark.parametrize("ending", [[voided()], [failed()], [completed(), refunded()]])
def test_late_answers_say_nothing_once_the_attempt_has_ended(ending: list[Event]) -> None:
    for answer in (
        RecordCharge(1, Approved("ch_1")),
        RecordCharge(1, Declined("card_declined")),
        RecordVoid(1, "ch_1", "re_1"),
        RecordVoid(1, None, None),
        RecordRefund(1, "re_1"),
    ):
        given(*VOIDING, *ending).when(answer).then()


def test_a_refund_said_twice_is_booked_once() -> None:
    given(*REFUNDING, refunded()).when(RecordRefund(1, "re_2")).then()


@pytest.mark.parametrize(
    "history", [[*VOIDING], [*VOIDING, voided()], [*REFUNDING], [*REFUNDING, refunded()], [requested(), failed()]]
)
def test_a_cancellation_said_again_says_nothing(history: list[Event]) -> None:
    given(*history).when(cancel()).then()


def test_a_cancellation_covers_every_attempt_up_to_its_own() -> None:
    given(requested(), completed(), requested(2)).when(cancel(2)).then(refund_requested(), void_requested(2))


def test_a_cancellation_of_an_earlier_attempt_leaves_the_present_one() -> None:
    given(requested(), failed(), requested(2)).when(cancel(1)).then()


def test_a_late_cancellation_of_an_attempt_never_seen_leaves_the_present_one() -> None:
    given(requested(2)).when(cancel(1)).then(voided(1))


def test_a_cancellation_seen_before_its_attempt_also_returns_the_one_before() -> None:
    given(requested(), completed()).when(cancel(2)).then(refund_requested(), voided(2))


def test_a_provider_in_process_returns_the_money_at_once() -> None:
    given(completed()).when(cancel()).then(refunded(refund_id=f"inline-refund-{ORDER}-1"))
