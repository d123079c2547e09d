"""The gateway's part in the choreography: what it reads; it says nothing."""

from common.choreography import Part, declared_in

from gateway_service import suspensions

PART = Part("gateway", declared_in(suspensions), in_group=False)
