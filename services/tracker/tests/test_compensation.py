"""What the story of a saga tells of its compensation: since when, and how much was returned."""

from tracker_service.story import tell
from tracker_service.testing import paths, races
from tracker_service.testing.chronicle import AMOUNT


def test_what_was_returned_is_added_up_over_all_attempts() -> None:
    it = races.reopened_while_an_older_attempt_was_still_returned()
    it.refunded(it.cancelled())

    assert tell(it.seen).refunded == 2 * AMOUNT


def test_an_order_that_is_not_off_has_no_cancellation() -> None:
    it = paths.reopened_and_confirmed()

    assert [tell(it.seen[:n]).cancelled_at for n in (3, 4, 5)] == [None, it.events[3].time, None]
