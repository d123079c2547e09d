"""Ways a saga may go when an order is called off while its payment is under way."""

from tracker_service.testing.chronicle import Chronicle


def cancelled_while_charging() -> Chronicle:
    it = Chronicle()
    it.requested(it.placed())
    it.void_requested(it.cancelled())
    it.voided()
    return it


def cancelled_before_payment_heard_of_it() -> Chronicle:
    it = Chronicle()
    it.placed()
    it.voided(it.cancelled())
    return it


def cancelled_as_the_charge_came_through() -> Chronicle:
    it = Chronicle()
    it.requested(it.placed())
    it.void_requested(it.cancelled())
    taken = it.completed()
    it.refund_requested(taken)
    it.cancelled(taken)  # order says it again
    it.refunded()
    return it


def void_found_and_returned_a_charge() -> Chronicle:
    it = Chronicle()
    it.requested(it.placed())
    it.void_requested(it.cancelled())
    taken = it.completed()
    it.refunded(taken)
    it.cancelled(taken)
    return it


def cancelled_though_declined_as_well() -> Chronicle:
    it = Chronicle()
    it.requested(it.placed())
    it.void_requested(it.cancelled())
    it.failed()
    return it


def timed_out() -> Chronicle:
    it = Chronicle()
    it.requested(it.placed())
    it.void_requested(it.cancelled(reason="payment_timeout"))
    it.voided()
    return it


def reopened_while_an_older_attempt_was_still_returned() -> Chronicle:
    it = Chronicle()
    it.requested(it.placed())
    it.void_requested(it.cancelled(reason="payment_timeout"))
    it.requested(it.reopened())
    it.refund_requested(it.completed(attempt=1), attempt=1)
    it.confirmed(it.completed())
    it.refunded(attempt=1)
    return it


def cancelled_again_because_of_an_older_attempt() -> Chronicle:
    it = Chronicle()
    it.requested(it.placed())
    it.void_requested(it.cancelled(reason="payment_timeout"))
    it.cancelled(it.failed(it.requested(it.reopened())), "card_declined")
    taken = it.completed(attempt=1)
    it.refund_requested(taken, attempt=1)
    it.cancelled(taken, "card_declined")
    it.refunded(attempt=1)
    return it
