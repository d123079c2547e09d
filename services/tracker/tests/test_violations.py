"""What breaks the protocol is recorded and passed over."""

from datetime import timedelta

from tracker_service.saga import Saga, Status
from tracker_service.story import tell
from tracker_service.testing import paths
from tracker_service.testing.chronicle import Chronicle


def broken(saga: Saga) -> list[tuple[str, str]]:
    return [(violation.type, violation.state) for violation in saga.violations]


def test_a_confirmation_caused_by_a_decline_is_a_violation_and_the_story_goes_on() -> None:
    it = Chronicle()
    declined = it.failed(it.requested(it.placed()))
    wrong = it.confirmed(declined)
    it.cancelled()

    saga = tell(it.seen)

    assert saga.status is Status.COMPENSATED
    (violation,) = saga.violations
    assert (violation.event_id, violation.type, violation.state) == (wrong.id, "order.confirmed", "PENDING")
    assert violation.why == "it needs payment.completed of this attempt"


def test_taking_the_money_of_one_attempt_twice_is_a_violation() -> None:
    it = paths.confirmed()
    it.completed(it.events[1])

    assert broken(tell(it.seen)) == [("payment.completed", "TAKEN")]


def test_a_refund_without_a_charge_is_a_violation() -> None:
    it = paths.declined()
    it.refunded(it.events[-1])

    assert broken(tell(it.seen)) == [("payment.refunded", "DECLINED")]


def test_a_refund_of_an_order_that_stands_is_a_violation() -> None:
    it = paths.confirmed()
    it.refunded(it.events[-1])

    saga = tell(it.seen)

    assert (saga.status, broken(saga)) == (Status.COMPLETED, [("payment.refunded", "TAKEN")])


def test_a_confirmation_of_a_cancelled_order_is_a_violation() -> None:
    it = paths.cancelled_while_paid()
    it.confirmed()

    assert broken(tell(it.seen)) == [("order.confirmed", "CANCELLED")]


def test_a_cancellation_said_again_without_any_charge_is_a_violation() -> None:
    it = paths.declined()
    it.cancelled(it.events[2])

    assert broken(tell(it.seen)) == [("order.cancelled", "CANCELLED")]


def test_an_attempt_that_is_not_the_next_one_is_a_violation() -> None:
    it = paths.declined()
    it.attempt = 2
    it.reopened()

    assert "attempt 2 is due" in tell(it.seen).violations[0].why


def test_two_events_of_one_version_are_a_violation() -> None:
    it, other = paths.paid(), paths.paid()
    other.order_id = it.order_id
    it.confirmed()
    other.cancelled()

    assert "version 3 already" in tell([*it.seen, other.seen[-1]]).violations[0].why


def test_a_clock_that_is_wrong_changes_no_status_and_makes_no_negative_step() -> None:
    it = Chronicle()
    it.shifts["payment"] = timedelta(hours=-1)
    it.confirmed(it.completed(it.requested(it.placed())))

    saga = tell(it.seen)

    assert (saga.status, saga.violations) == (Status.COMPLETED, ())
    assert [step.name for step in saga.steps] == [event.type for event in it.seen]
    assert all(step.started_at <= step.ended_at for step in saga.steps)


def test_events_that_cause_each_other_are_told_all_the_same() -> None:
    it = Chronicle()
    it.placed()
    (placed,) = it.seen
    circular = type(placed)(**{name: getattr(placed, name) for name in placed.__slots__} | {"causation_id": placed.id})

    assert tell([circular]).status is Status.STARTED
