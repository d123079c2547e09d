"""How the auth service takes events in: what it reads, and a batch of it in the inbox's transaction."""

from collections.abc import Sequence

from common.choreography import topics_of
from common.clock import now
from common.commands import Decider
from common.contracts import PaymentFailed
from common.envelope import Received
from common.requests import Request
from common.transaction import Tx

from auth_service import declines
from auth_service.choreography import PART
from auth_service.commands import Command, Tolerance
from auth_service.declines import Decline
from auth_service.reactions import when_declined
from auth_service.state import State

EVENTS = PART.reads
TOPICS = topics_of(EVENTS)


class Subscriptions:
    """Turns a batch of events into commands and carries them out."""

    def __init__(self, decider: Decider[Command, State], tolerance: Tolerance) -> None:
        self._decider, self._tolerance = decider, tolerance

    async def handle(self, tx: Tx, received: Sequence[Received]) -> None:
        """Handle events that were not handled before. Declines of a user who is unknown here change nothing."""
        failed = [(cause, cause.event) for cause in received if isinstance(cause.event, PaymentFailed)]
        if not failed:
            return
        noted = [Decline(cause.id, event.user_id, cause.time) for cause, event in failed]
        recent = await declines.note(tx, noted, self._tolerance.window)
        # One command a user, caused by its last decline in the batch: the times of all are in it.
        last = {event.user_id: (cause, event) for cause, event in failed if event.user_id in recent}
        time = now()
        requests: list[Request[Command]] = [
            Request.because_of(cause, when_declined(event, recent[user_id], self._tolerance), time, stream=user_id)
            for user_id, (cause, event) in last.items()
        ]
        await self._decider.react(tx, requests)
