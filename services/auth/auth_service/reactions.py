"""What the auth service does about events of others: one small function each, from the event to a command."""

from collections.abc import Iterable
from datetime import datetime

from common.contracts import PaymentFailed

from auth_service.commands import Command, NoteDeclines, Tolerance


def when_declined(_: PaymentFailed, recent: Iterable[datetime], tolerance: Tolerance) -> Command:
    """When payment.failed, note it with the user's other `recent` ones, because many soon look like stolen cards."""
    return NoteDeclines(tuple(recent), tolerance)
