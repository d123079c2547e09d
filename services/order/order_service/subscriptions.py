"""How the order service takes events in: what it reads, and a batch of it in the inbox's transaction."""

from collections.abc import Sequence

from common.answering import answering
from common.choreography import topics_of
from common.commands import Decider
from common.contracts import UserReinstated, UserSuspended
from common.envelope import Received
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
        self._answer = answering(decider, command_for)

    async def handle(self, tx: Tx, received: Sequence[Received]) -> None:
        """Handle events that were not handled before."""
        await self._answer(tx, received)
        for event in received:
            match event.event:
                case UserSuspended() as suspended:
                    await when_suspended(tx, suspended)
                case UserReinstated() as reinstated:
                    await when_reinstated(tx, reinstated)
