"""The order service's part in the choreography: what it reads, and all that may make it say something."""

from common.choreography import Decides, Part, declared_in

from order_service import commands, reactions, suspensions
from order_service.decide import decide
from order_service.reactions import command_for
from order_service.state import evolve

PART = Part("order", declared_in(reactions, suspensions, commands), Decides(None, decide, evolve, command_for))
