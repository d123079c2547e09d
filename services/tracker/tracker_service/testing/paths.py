"""Ways a saga may go, one function each; `ALL` has every one, the races included."""

from collections.abc import Callable

from tracker_service.testing import races
from tracker_service.testing.chronicle import Chronicle


def confirmed() -> Chronicle:
    it = Chronicle()
    taken = it.completed(it.requested(it.placed()))
    it.confirmed(taken)
    return it


def confirmed_inline() -> Chronicle:
    it = Chronicle()
    it.confirmed(it.completed(it.placed()))
    return it


def paid() -> Chronicle:
    it = Chronicle()
    it.paid(it.completed(it.requested(it.placed())))
    return it


def confirmed_by_hand() -> Chronicle:
    it = paid()
    it.confirmed()
    return it


def declined() -> Chronicle:
    it = Chronicle()
    it.cancelled(it.failed(it.requested(it.placed())), "card_declined")
    return it


def declined_inline() -> Chronicle:
    it = Chronicle()
    it.cancelled(it.failed(it.placed()), "card_declined")
    return it


def cancelled_after_confirmation() -> Chronicle:
    it = confirmed()
    it.refund_requested(it.cancelled())
    it.refunded()
    return it


def cancelled_after_confirmation_inline() -> Chronicle:
    it = confirmed_inline()
    it.refunded(it.cancelled())
    return it


def cancelled_while_paid() -> Chronicle:
    it = paid()
    it.refund_requested(it.cancelled())
    it.refunded()
    return it


def reopened_and_confirmed() -> Chronicle:
    it = declined()
    it.confirmed(it.completed(it.requested(it.reopened())))
    return it


Path = Callable[[], Chronicle]
ALL: tuple[Path, ...] = (
    confirmed,
    confirmed_inline,
    paid,
    confirmed_by_hand,
    declined,
    declined_inline,
    races.cancelled_while_charging,
    races.cancelled_before_payment_heard_of_it,
    cancelled_after_confirmation,
    cancelled_after_confirmation_inline,
    cancelled_while_paid,
    races.cancelled_as_the_charge_came_through,
    races.void_found_and_returned_a_charge,
    races.cancelled_though_declined_as_well,
    races.timed_out,
    reopened_and_confirmed,
    races.reopened_while_an_older_attempt_was_still_returned,
    races.cancelled_again_because_of_an_older_attempt,
)
