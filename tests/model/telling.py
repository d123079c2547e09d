"""The tracker's progress through the model: whatever is said is judged at once, by the protocol of the contracts."""

from copy import deepcopy
from typing import Any

from common.contracts import Event
from tracker_service.progress import Progress
from tracker_service.protocol import OPENS
from tracker_service.saga import Status
from tracker_service.seen import Word

from tests.model.exploring import Broken
from tests.model.rules import Numbered

Step = tuple[str, str, str]  # who speaks, its state, what it says
OPENING = " or ".join(sorted(OPENS))  # all that open an attempt do the same
ANY = " of any attempt"


class Telling:
    """How far the protocol has come, by number. `taken` are the steps of it that were ever made."""

    def __init__(self) -> None:
        self._stages: Numbered[Progress] = Numbered(_told_apart)
        self._known: dict[tuple[int, Word], int] = {}
        self.first = self._stages.number_of(Progress())
        self.taken: set[Step] = set()
        self.attempts: set[tuple[str, int]] = set()  # in which an event ever came
        self.always: dict[Step, frozenset[str]] = {}  # what was said before a step, each time

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

    def state_of(self, stage: int, event: Event) -> str:
        """The state that an event would find its service in."""
        return self._stages.values[stage].of(Word.of(event))

    def _advance(self, stage: int, word: Word) -> int:
        progress = deepcopy(self._stages.values[stage])
        state, before = progress.of(word), frozenset(progress.said)
        misfit = progress.advance(word)
        if misfit is not None:
            raise Broken(f"{word.type} breaks the protocol in state {state}: {misfit.why}")
        step = (word.source, state, word.type)
        self.taken.add(step)
        self.attempts.add((word.type, word.attempt))
        said = frozenset(kind_of(*each) for each in before if each[1] in (word.attempt, None))
        self.always[step] = self.always.get(step, said) & said
        return self._stages.number_of(progress)


def _told_apart(progress: Progress) -> Any:
    return progress.order, progress.attempt, frozenset(progress.states.items()), frozenset(progress.said)


def kind_of(event_type: str, attempt: int | None) -> str:
    """An event as far as a need is concerned; without the number of an attempt it is of any."""
    kind = OPENING if event_type in OPENS else event_type
    return kind + ANY if attempt is None else kind
