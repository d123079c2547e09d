"""How the payment service takes events in: what it reads, and a batch of it in the inbox's transaction."""

from collections.abc import Sequence

from common.choreography import topics_of
from common.clock import now
from common.commands import Decider
from common.envelope import Received
from common.requests import Request
from common.transaction import Tx

from payment_service.choreography import PART
from payment_service.commands import Command
from payment_service.providers import inline
from payment_service.reactions import command_for
from payment_service.state import Payment

EVENTS = PART.reads
TOPICS = topics_of(EVENTS)


class Subscriptions:
    """Turns a batch of events into commands and carries them out."""

    def __init__(self, decider: Decider[Command, Payment], *, decides_inline: bool) -> None:
        self._decider = decider
        self._verdict = inline.verdict if decides_inline else inline.ask_the_provider

    async def handle(self, tx: Tx, received: Sequence[Received]) -> None:
        """Handle events that were not handled before."""
        time = now()
        commands = [(event, command_for(event.event, self._verdict)) for event in received]
        await self._decider.react(tx, [Request.because_of(event, command, time) for event, command in commands])
