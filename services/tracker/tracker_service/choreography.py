"""The tracker's part in the choreography: it reads everything and says nothing."""

from common.choreography import Part, declared_in

from tracker_service import subscriptions

PART = Part("tracker", declared_in(subscriptions), watches=True)
