"""Which events the payment service reads, and what it does about each, all in the inbox's transaction."""

from collections.abc import Sequence

from common.clock import now
from common.commands import Decider
from common.contracts import OrderCancelled, OrderPlaced, OrderReopened, topic_of
from common.envelope import Received
from common.requests import Request
from common.transaction import Tx

from payment_service.commands import Command
from payment_service.providers import inline
from payment_service.reactions import when_cancelled, when_placed, when_reopened
from payment_service.state import Payment

TOPICS = (topic_of("order"),)
EVENTS = (OrderPlaced, OrderReopened, OrderCancelled)


class Subscriptions:
    """Turns a batch of events into commands and carries them out."""

    def __init__(self, decider: Decider[Command, Payment], *, decides_inline: bool) -> None:
        self._decider = decider
        self._verdict = inline.verdict if decides_inline else inline.ask_the_provider

    async def handle(self, tx: Tx, received: Sequence[Received]) -> None:
        """Handle events that were not handled before."""
        time = now()
        await self._decider.react(tx, [Request.because_of(event, self._command(event), time) for event in received])

    def _command(self, received: Received) -> Command:
        match received.event:
            case OrderPlaced() as event:
                return when_placed(event, self._verdict)
            case OrderReopened() as event:
                return when_reopened(event, self._verdict)
            case OrderCancelled() as event:
                return when_cancelled(event)
        raise AssertionError(f"{received.event.type} is among EVENTS, but nothing reacts to it")
