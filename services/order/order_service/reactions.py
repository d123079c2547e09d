"""What the order service does about events of others: one small function each, from the event to a command."""

from common.choreography import when
from common.contracts import Event, OrderCancelled, OrderConfirmed, OrderPaid, PaymentCompleted, PaymentFailed

from order_service.commands import Command, NoteDecline, NotePayment


@when(PaymentCompleted, says=[OrderConfirmed, OrderPaid, OrderCancelled])
def when_paid(event: PaymentCompleted) -> Command:
    """When payment.completed, confirm the order, because its money is in.

    A cancelled order stays cancelled and says so again; one to be confirmed by hand becomes PAID.
    """
    return NotePayment(event.attempt)


@when(PaymentFailed, says=[OrderCancelled])
def when_declined(event: PaymentFailed) -> Command:
    """When payment.failed, cancel the order, because nobody will pay for it."""
    return NoteDecline(event.attempt, event.reason)


def command_for(event: Event) -> Command | None:
    """What an event asks of the order; None for one that asks nothing of an order."""
    match event:
        case PaymentCompleted():
            return when_paid(event)
        case PaymentFailed():
            return when_declined(event)
    return None
