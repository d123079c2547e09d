"""The tracker's progress through the model: whatever is said is judged at once, by the protocol of the contracts."""

from copy import deepcopy
from typing import Any

from common.contracts import Event
from tracker_service.progress import Progress
from tracker_service.saga import Status
from tracker_service.seen import Word

from tests.model.exploring import Broken
from tests.model.rules import Numbered


class Telling:
    """How far the protocol has come, by number. `taken` are the steps of it that were ever made."""

    def __init__(self) -> None:
        self._stages: Numbered[Progress] = Numbered(_told_apart)
        self._known: dict[tuple[int, Word], int] = {}
        self.first = self._stages.number_of(Progress())
        self.taken: set[tuple[str, str, str]] = set()

    def hear(self, stage: int, event: Event) -> int:
        """The stage after an event; raises `Broken` if it may not come there."""
        word = Word.of(event)
        after = self._known.get((stage, word))
        if after is None:
            after = self._known[stage, word] = self._advance(stage, word)
        return after

    def status(self, stage: int) -> Status:
        """What the tracker tells of the saga at a stage."""
        return self._stages.values[stage].status

    def _advance(self, stage: int, word: Word) -> int:
        progress = deepcopy(self._stages.values[stage])
        state = progress.of(word)
        misfit = progress.advance(word)
        if misfit is not None:
            raise Broken(f"{word.type} breaks the protocol in state {state}: {misfit.why}")
        self.taken.add((word.source, state, word.type))
        return self._stages.number_of(progress)


def _told_apart(progress: Progress) -> Any:
    return progress.order, progress.attempt, tuple(sorted(progress.states.items())), tuple(sorted(progress.said))
