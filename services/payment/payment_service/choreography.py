"""The payment service's part in the choreography: what it reads, and all that may make it say something."""

from functools import partial

from common.choreography import Decides, Part, declared_in

from payment_service import commands, reactions
from payment_service.commands import Command
from payment_service.decide import decide
from payment_service.providers.inline import ask_the_provider
from payment_service.reactions import command_for
from payment_service.state import Payment, evolve

_BY_HTTP: Decides[Command, Payment] = Decides(Payment(), decide, evolve, partial(command_for, verdict=ask_the_provider))

PART = Part("payment", declared_in(reactions, commands), _BY_HTTP)
