"""The tracker's part in the choreography: it reads everything and says nothing, but can tell how a saga stands."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from common.choreography import Part, declared_in
from common.contracts import Event

from tracker_service import subscriptions
from tracker_service.progress import Progress
from tracker_service.seen import Seen

_NOBODY, _ANY_TIME = UUID(int=0), datetime.min.replace(tzinfo=UTC)  # progress asks neither who nor when


def status_after(events: Sequence[Event]) -> str:
    """The status of a saga in which these were said, in this order."""
    progress = Progress()
    for version, event in enumerate(events, start=1):
        progress.advance(_seen(event, version))
    return progress.status


def _seen(event: Event, version: int) -> Seen:
    return Seen(
        id=_NOBODY,
        type=event.type,
        source=event.owner,
        node="",
        time=_ANY_TIME,
        stream=_NOBODY,
        version=version,
        correlation_id=_NOBODY,
        causation_id=_NOBODY,
        user_id=_NOBODY,
        attempt=getattr(event, "attempt", 1),
    )


PART = Part("tracker", declared_in(subscriptions), watches=True, tells=status_after)
