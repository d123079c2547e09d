"""The tracker's part in the choreography: it reads everything and says nothing, but can tell how a saga stands."""

from collections.abc import Sequence

from common.choreography import Part, declared_in
from common.contracts import Event

from tracker_service import subscriptions
from tracker_service.progress import Progress
from tracker_service.seen import Word


def status_after(events: Sequence[Event]) -> str:
    """The status of a saga in which these were said, in this order."""
    progress = Progress()
    for event in events:
        progress.advance(Word.of(event))
    return progress.status


PART = Part("tracker", declared_in(subscriptions), watches=True, tells=status_after)
