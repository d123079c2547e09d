"""How the payment service takes events in: what it reads, and who says whether a charge is approved."""

from functools import partial

from common.answering import answering
from common.choreography import topics_of
from common.commands import Decider
from common.consume import Handle

from payment_service.choreography import PART
from payment_service.commands import Command
from payment_service.providers import inline
from payment_service.reactions import command_for
from payment_service.state import Payment

EVENTS = PART.reads
TOPICS = topics_of(EVENTS)


def subscriptions(decider: Decider[Command, Payment], *, decides_inline: bool) -> Handle:
    """What the service does about a batch of events, all in the inbox's transaction."""
    verdict = inline.verdict if decides_inline else inline.ask_the_provider
    return answering(decider, partial(command_for, verdict=verdict))
