"""What the relay publishes ahead of its cursor: events that its own process has just committed, without reading them.

An event may go out ahead when the event before it, of its stream, went out by this leader: so a stream keeps its order
whichever process wrote which part of it. All others wait until the relay has looked. What went out ahead is passed over
there, when the cursor comes to it.
"""

from collections import OrderedDict
from collections.abc import Iterable
from uuid import UUID

from common.bell import Said

MOST_STREAMS = 10_000  # of which it is known how far they went out; of others it is found out by looking


class Ahead:
    """What one leader knows of what it has published."""

    def __init__(self) -> None:
        self._ids: set[UUID] = set()
        self._reached: OrderedDict[UUID, int] = OrderedDict()

    def __contains__(self, event_id: UUID) -> bool:
        """Whether the event went out ahead, and the cursor has not come to it."""
        return event_id in self._ids

    def __len__(self) -> int:
        return len(self._ids)

    def which_follow(self, said: Iterable[Said]) -> tuple[list[Said], bool]:
        """Those that may go out now, in order; and whether there are others, which did not go out yet."""
        reached: dict[UUID, int] = {}
        ready, is_all = [], True
        for each in said:
            event = each.event
            before = reached.get(event.stream, self._reached.get(event.stream, 0))
            if event.version == before + 1:
                reached[event.stream] = event.version
                ready.append(each)
            is_all = is_all and event.version <= before + 1
        return ready, not is_all

    def went_out(self, said: Iterable[Said]) -> None:
        """They were published, and the cursor will come to them."""
        for each in said:
            self._ids.add(each.event.id)
            self.reaches(each.event.stream, each.event.version)

    def reaches(self, stream: UUID, version: int) -> None:
        """A stream is published up to `version`."""
        self._reached[stream] = version
        self._reached.move_to_end(stream)
        if len(self._reached) > MOST_STREAMS:
            self._reached.popitem(last=False)

    def passed(self, event_ids: Iterable[UUID]) -> None:
        """The cursor has come past them."""
        self._ids.difference_update(event_ids)
