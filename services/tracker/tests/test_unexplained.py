"""What may yet be explained is not judged."""

from tracker_service.saga import Status
from tracker_service.story import tell
from tracker_service.testing import paths


def test_a_confirmation_whose_payment_was_not_seen_yet_is_unexplained_and_not_a_violation() -> None:
    it = paths.confirmed()
    placed, *_, confirmed = it.seen

    saga = tell([placed, confirmed])

    assert (saga.status, saga.violations) == (Status.STARTED, ())
    assert [(u.event_id, u.state) for u in saga.unexplained] == [(confirmed.id, "PENDING")]


def test_nothing_is_judged_while_an_earlier_event_of_its_service_is_missing() -> None:
    it = paths.cancelled_after_confirmation()

    saga = tell([event for event in it.seen if event.type != "payment.requested"])

    assert saga.violations == ()
    assert [u.type for u in saga.unexplained] == [
        "payment.completed",
        "order.confirmed",
        "order.cancelled",
        "payment.refund_requested",
        "payment.refunded",
    ]
