"""Which events the order service reads, and what it does about each, all in the inbox's transaction."""

from collections.abc import Sequence

from common.clock import now
from common.commands import Decider
from common.contracts import PaymentCompleted, PaymentFailed, UserReinstated, UserSuspended, topic_of
from common.envelope import Received
from common.requests import Request
from common.transaction import Tx

from order_service import suspensions
from order_service.commands import Command
from order_service.reactions import when_declined, when_paid
from order_service.state import State

TOPICS = (topic_of("payment"), topic_of("auth"))
EVENTS = (PaymentCompleted, PaymentFailed, UserSuspended, UserReinstated)


class Subscriptions:
    """Turns a batch of events into commands and carries them out."""

    def __init__(self, decider: Decider[Command, State]) -> None:
        self._decider = decider

    async def handle(self, tx: Tx, received: Sequence[Received]) -> None:
        """Handle events that were not handled before."""
        time = now()
        commands = [(event, command) for event in received if (command := _command(event)) is not None]
        await self._decider.react(tx, [Request.because_of(event, command, time) for event, command in commands])
        for event in received:
            match event.event:
                case UserSuspended(user_id=user_id):
                    await suspensions.add(tx, user_id)
                case UserReinstated(user_id=user_id):
                    await suspensions.remove(tx, user_id)


def _command(received: Received) -> Command | None:
    match received.event:
        case PaymentCompleted() as event:
            return when_paid(event)
        case PaymentFailed() as event:
            return when_declined(event)
        case UserSuspended() | UserReinstated():
            return None
    raise AssertionError(f"{received.event.type} is among EVENTS, but nothing reacts to it")
