"""What the order service does about events of others: one small function each, from the event to a command."""

from common.contracts import PaymentCompleted, PaymentFailed

from order_service.commands import Command, NoteDecline, NotePayment


def when_paid(event: PaymentCompleted) -> Command:
    """When payment.completed, confirm the order, because its money is in.

    A cancelled order stays cancelled and says so again; one to be confirmed by hand becomes PAID.
    """
    return NotePayment(event.attempt)


def when_declined(event: PaymentFailed) -> Command:
    """When payment.failed, cancel the order, because nobody will pay for it."""
    return NoteDecline(event.attempt, event.reason)
