"""How the order service takes events in: what it reads, and a batch of it in the inbox's transaction."""

from collections.abc import Sequence

from common.choreography import topics_of
from common.clock import now
from common.commands import Decider
from common.contracts import UserReinstated, UserSuspended
from common.envelope import Received
from common.requests import Request
from common.transaction import Tx

from order_service.choreography import PART
from order_service.commands import Command
from order_service.reactions import command_for
from order_service.state import State
from order_service.suspensions import when_reinstated, when_suspended

EVENTS = PART.reads
TOPICS = topics_of(EVENTS)


class Subscriptions:
    """Turns a batch of events into commands and carries them out."""

    def __init__(self, decider: Decider[Command, State]) -> None:
        self._decider = decider

    async def handle(self, tx: Tx, received: Sequence[Received]) -> None:
        """Handle events that were not handled before."""
        time = now()
        commands = [(event, command) for event in received if (command := command_for(event.event)) is not None]
        await self._decider.react(tx, [Request.because_of(event, command, time) for event, command in commands])
        for event in received:
            match event.event:
                case UserSuspended() as suspended:
                    await when_suspended(tx, suspended)
                case UserReinstated() as reinstated:
                    await when_reinstated(tx, reinstated)
