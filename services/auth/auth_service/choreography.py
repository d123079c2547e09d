"""The auth service's part in the choreography: what it reads, and all that may make it say something."""

from common.choreography import Part, declared_in

from auth_service import commands, reactions

PART = Part("auth", declared_in(reactions, commands))
