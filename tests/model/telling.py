"""The tracker's progress through the model: whatever is said is judged at once, by the protocol of the contracts."""

from copy import deepcopy
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from common.contracts import Event
from tracker_service.progress import Progress
from tracker_service.saga import Status
from tracker_service.seen import Seen

from tests.model.exploring import Broken
from tests.model.rules import Numbered

_NOBODY, _NEVER = UUID(int=0), datetime.min.replace(tzinfo=UTC)


class Telling:
    """How far the protocol has come, by number. `taken` are the steps of it that were ever made."""

    def __init__(self) -> None:
        self._stages: Numbered[Progress] = Numbered(_told_apart)
        self._known: dict[tuple[int, str, int], int] = {}
        self.first = self._stages.number_of(Progress())
        self.taken: set[tuple[str, str, str]] = set()

    def hear(self, stage: int, event: Event) -> int:
        """The stage after an event; raises `Broken` if it may not come there."""
        key = stage, event.type, getattr(event, "attempt", 1)
        after = self._known.get(key)
        if after is None:
            after = self._known[key] = self._advance(stage, event)
        return after

    def status(self, stage: int) -> Status:
        """What the tracker tells of the saga at a stage."""
        return self._stages.values[stage].status

    def _advance(self, stage: int, event: Event) -> int:
        progress, seen = deepcopy(self._stages.values[stage]), _seen(event)
        state = progress.of(seen)
        misfit = progress.advance(seen)
        if misfit is not None:
            raise Broken(f"{event.type} breaks the protocol in state {state}: {misfit.why}")
        self.taken.add((event.owner, state, event.type))
        return self._stages.number_of(progress)


def _told_apart(progress: Progress) -> Any:
    return progress.order, progress.attempt, tuple(sorted(progress.states.items())), tuple(sorted(progress.said))


def _seen(event: Event) -> Seen:
    attempt = getattr(event, "attempt", 1)
    return Seen(
        id=_NOBODY,
        type=event.type,
        source=event.owner,
        node="",
        time=_NEVER,
        stream=_NOBODY,
        version=1,
        correlation_id=_NOBODY,
        causation_id=_NOBODY,
        user_id=_NOBODY,
        attempt=attempt,
    )
