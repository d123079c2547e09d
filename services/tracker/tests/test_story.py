"""What the tracker tells of each way a saga can go."""

import pytest
from tracker_service.saga import Status, StepStatus
from tracker_service.story import tell
from tracker_service.testing import paths, races
from tracker_service.testing.chronicle import AMOUNT, STEP, Chronicle


def status_after(chronicle: Chronicle, events: int) -> Status:
    return tell(chronicle.seen[:events]).status


def test_an_order_that_was_only_placed_is_a_started_saga() -> None:
    it = paths.confirmed()

    saga = tell(it.seen[:1])

    assert (saga.saga_id, saga.correlation_id, saga.user_id) == (it.order_id, it.correlation_id, it.user_id)
    assert (saga.status, saga.total_amount, saga.currency) == (Status.STARTED, AMOUNT, "KRW")
    assert (saga.node, saga.started_at, saga.ended_at) == ("order-1", it.start, None)


def test_a_confirmed_order_is_a_completed_saga_that_ended_with_its_confirmation() -> None:
    it = paths.confirmed()

    saga = tell(it.seen)

    assert [status_after(it, n) for n in (2, 3, 4)] == [Status.STARTED, Status.PAID, Status.COMPLETED]
    assert saga.ended_at == saga.updated_at == it.events[-1].time
    assert saga.failure_reason is None


def test_a_step_lasts_from_its_cause_to_its_event() -> None:
    it = paths.confirmed()

    placed, requested, *_, confirmed = tell(it.seen).steps

    assert (placed.started_at, placed.ended_at) == (it.start, it.start)
    assert (requested.name, requested.service, requested.node) == ("payment.requested", "payment", "payment-1")
    assert (requested.ended_at - requested.started_at, requested.event_id) == (STEP, it.events[1].id)
    assert confirmed.status is StepStatus.COMPLETED


def test_an_order_to_confirm_by_hand_stays_paid_and_awaits_a_person() -> None:
    assert (tell(paths.paid().seen).status, tell(paths.paid().seen).awaits_person) == (Status.PAID, True)

    confirmed = tell(paths.confirmed_by_hand().seen)

    assert (confirmed.status, confirmed.awaits_person) == (Status.COMPLETED, False)


def test_a_declined_payment_compensates_the_saga_with_its_reason() -> None:
    saga = tell(paths.declined().seen)

    assert (saga.status, saga.failure_reason) == (Status.COMPENSATED, "card_declined")
    assert [step.status for step in saga.steps[2:]] == [StepStatus.FAILED, StepStatus.COMPENSATED]


def test_a_saga_cancelled_while_charging_is_compensating_until_the_charge_is_voided() -> None:
    it = races.cancelled_while_charging()

    assert [status_after(it, n) for n in (3, 4)] == [Status.COMPENSATING, Status.COMPENSATING]
    assert tell(it.seen).status is Status.COMPENSATED


def test_a_completed_saga_that_is_cancelled_is_in_flight_again_until_its_money_is_back() -> None:
    it = paths.cancelled_after_confirmation()

    compensating = tell(it.seen[:-1])
    compensated = tell(it.seen)

    assert (compensating.status, compensating.ended_at) == (Status.COMPENSATING, None)
    assert (compensated.status, compensated.ended_at) == (Status.COMPENSATED, it.events[-1].time)
    assert compensated.failure_reason == "cancelled_by_user"


def test_a_late_charge_of_a_cancelled_order_is_compensated_by_its_refund() -> None:
    it = races.cancelled_as_the_charge_came_through()

    assert [status_after(it, n) for n in (5, 6, 7)] == [Status.COMPENSATING] * 3
    assert tell(it.seen).status is Status.COMPENSATED


def test_a_timeout_is_compensated_once_the_provider_keeps_nothing() -> None:
    saga = tell(races.timed_out().seen)

    assert (saga.status, saga.failure_reason) == (Status.COMPENSATED, "payment_timeout")


def test_a_reopened_saga_starts_again_and_can_be_completed() -> None:
    it = paths.reopened_and_confirmed()

    reopened, completed = tell(it.seen[:5]), tell(it.seen)

    assert (reopened.status, reopened.ended_at, reopened.failure_reason) == (Status.STARTED, None, None)
    assert (completed.status, completed.failure_reason) == (Status.COMPLETED, None)


def test_money_of_an_older_attempt_keeps_a_cancelled_saga_compensating() -> None:
    it = races.cancelled_again_because_of_an_older_attempt()

    assert tell(it.seen[:-1]).status is Status.COMPENSATING
    assert tell(it.seen).status is Status.COMPENSATED


@pytest.mark.parametrize("path", paths.ALL)
def test_no_legal_path_breaks_the_protocol_at_any_point(path: paths.Path) -> None:
    it = path()

    told = [tell(it.seen[:n]) for n in range(1, len(it.events) + 1)]

    assert [(saga.violations, saga.unexplained) for saga in told] == [((), ())] * len(it.events)
