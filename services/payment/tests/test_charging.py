"""Taking the money: once an attempt, whatever comes twice, late or in another order."""

from decimal import Decimal

from payment_service.commands import Approved, Declined, RecordCharge, RecordRefund, RecordVoid, Silent
from payment_service.testing import (
    cancel,
    charge,
    completed,
    failed,
    given,
    refund_requested,
    refunded,
    requested,
    void_requested,
    voided,
)

APPROVED, DECLINED = Approved("ch_1"), Declined("card_declined")


def test_a_charge_is_first_stored_then_asked_for() -> None:
    given().when(charge()).then(requested())


def test_an_approval_completes_the_payment() -> None:
    given(requested()).when(RecordCharge(1, APPROVED)).then(completed())


def test_a_decline_fails_the_payment_for_its_reason() -> None:
    given(requested()).when(RecordCharge(1, DECLINED)).then(failed())


def test_a_decline_says_whether_the_same_payment_method_may_work_on_another_attempt() -> None:
    for reason, retryable in (("card_insufficient_funds", True), ("card_declined", False), ("card_stolen", False)):
        failure = failed(reason=reason, retryable=retryable)
        given(requested()).when(RecordCharge(1, Declined(reason))).then(failure)
        given(requested(), void_requested()).when(RecordCharge(1, Declined(reason))).then(failure)
        given().when(charge(verdict=Declined(reason))).then(failure)


def test_the_same_charge_again_says_nothing_however_far_it_has_come() -> None:
    for history in (
        [requested()],
        [requested(), completed()],
        [requested(), failed()],
        [requested(), void_requested()],
        [requested(), void_requested(), voided()],
        [requested(), completed(), refund_requested()],
        [requested(), completed(), refund_requested(), refunded()],
    ):
        given(*history).when(charge()).then()


def test_the_same_answer_again_says_nothing() -> None:
    given(requested(), completed()).when(RecordCharge(1, APPROVED)).then()
    given(requested(), failed()).when(RecordCharge(1, DECLINED)).then()


def test_an_answer_to_what_nobody_asked_says_nothing() -> None:
    for answer in (RecordCharge(1, APPROVED), RecordVoid(1, "ch_1", "re_1"), RecordRefund(1, "re_1")):
        given().when(answer).then()


def test_an_order_cancelled_before_it_was_seen_placed_is_never_charged() -> None:
    given().when(cancel()).then(voided())
    given(voided()).when(charge()).then()


def test_a_second_attempt_is_charged_after_the_first_failed() -> None:
    given(requested(), failed()).when(charge(2)).then(requested(2))


def test_a_second_attempt_is_charged_while_the_first_is_still_being_voided() -> None:
    given(requested(), void_requested()).when(charge(2)).then(requested(2))


def test_an_answer_belongs_to_its_own_attempt() -> None:
    given(requested(), void_requested(), requested(2)).when(RecordCharge(2, APPROVED)).then(completed(2))


def test_an_earlier_attempt_seen_after_a_later_one_is_never_charged() -> None:
    given(requested(2)).when(charge(1)).then()
    given(voided(2)).when(charge(1)).then()


def test_a_verdict_in_process_needs_no_provider() -> None:
    given().when(charge(verdict=APPROVED)).then(completed())
    given().when(charge(verdict=DECLINED)).then(failed())


def test_of_a_provider_in_process_that_never_answers_nothing_is_asked_and_nothing_taken() -> None:
    given().when(charge(verdict=Silent())).then()
    given().when(cancel()).then(voided())


def test_what_the_provider_was_asked_for_ends_with_the_provider_whichever_adapter_is_at_work() -> None:
    given(requested()).when(cancel()).then(void_requested())
    given(requested(), completed()).when(cancel()).then(refund_requested())


def test_what_costs_nothing_is_paid_and_returned_without_a_provider() -> None:
    free = Decimal("0.00")
    paid = completed(charge_id="nothing-to-charge").model_copy(update={"amount": free})
    given().when(charge(amount=free)).then(paid)
    (back,) = given(paid).when(cancel(amount=free)).said()
    assert (back.type, back.model_dump()["amount"]) == ("payment.refunded", free)
