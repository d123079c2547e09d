"""From a batch of events to what a service says about them: what every service that decides does alike."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from common.clock import now
from common.commands import Decider
from common.consume import Handle
from common.contracts import Event
from common.envelope import Received
from common.requests import Request
from common.transaction import Tx

C = TypeVar("C")
S = TypeVar("S")


def answering(decider: Decider[C, S], command_for: Callable[[Event], C | None]) -> Handle:
    """Handles events by the commands that they ask for, on the streams of the same ids, in the inbox's transaction."""

    async def handle(tx: Tx, received: Sequence[Received]) -> None:
        time = now()
        asked = [(event, command) for event in received if (command := command_for(event.event)) is not None]
        await decider.react(tx, [Request.because_of(event, command, time) for event, command in asked])

    return handle
