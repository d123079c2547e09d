"""What the auth service does about events of others: one small function each, from the event to a command."""

from collections.abc import Iterable
from datetime import datetime

from common.choreography import when
from common.contracts import PaymentFailed, UserSuspended

from auth_service.commands import Command, NoteDeclines, Tolerance


@when(PaymentFailed, says=[UserSuspended])
def when_declined(_: PaymentFailed, recent: Iterable[datetime], tolerance: Tolerance) -> Command:
    """When payment.failed, note it with the user's other recent ones, because many soon look like stolen cards."""
    return NoteDeclines(tuple(recent), tolerance)
