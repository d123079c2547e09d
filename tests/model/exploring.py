"""Exploring every reachable state once, the nearest first, so that the first trace to a fault is a shortest one."""

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

S = TypeVar("S", bound=Hashable)


class Broken(Exception):
    """A rule does not hold: `sentence` says which. `last` is the move that broke it, if it was one."""

    def __init__(self, sentence: str, last: str = "") -> None:
        super().__init__(sentence)
        self.sentence, self.last = sentence, last


@dataclass(frozen=True, slots=True)
class Move(Generic[S]):
    """One thing that can happen. `alone` is whether it comes about by itself, without anybody asking for it."""

    label: str
    after: S
    alone: bool


Moves = Callable[[S], Iterator[Move[S]]]


@dataclass
class Exploration(Generic[S]):
    """What was found: the number of `states` and `moves`, and of what is wrong the sentence and the shortest trace."""

    states: int = 0
    moves: int = 0
    wrong: str = ""
    trace: Sequence[str] = field(default_factory=list)

    def __str__(self) -> str:
        counts = f"{self.states:,} states, {self.moves:,} moves"
        if not self.wrong:
            return f"{counts}: nothing is wrong"
        steps = "\n".join(f"  {n}. {label}" for n, label in enumerate(self.trace, start=1))
        return f"{self.wrong}\nThe shortest way there ({counts} explored):\n{steps}"


class _Explorer(Generic[S]):
    """One search: the states by number, how each was reached first, and who reaches whom by itself."""

    def __init__(self, moves: Moves[S], must_hold: Callable[[S], None]) -> None:
        self._moves, self._must_hold = moves, must_hold
        self._states: list[S] = []
        self._numbers: dict[S, int] = {}
        self._reached: list[tuple[int, str]] = []  # from which state, by which move
        self._before: list[list[int]] = []  # which states lead here by themselves
        self._waiting: deque[int] = deque()
        self._moved = 0

    def run(self, roots: Iterable[S], is_end: Callable[[S], bool]) -> Exploration[S]:
        at = -1
        try:
            for root in roots:
                self._visit(root, -1, "")
            while self._waiting:
                at = self._waiting.popleft()
                self._must_hold(self._states[at])
                for move in self._moves(self._states[at]):
                    self._moved += 1
                    to = self._visit(move.after, at, move.label)
                    if move.alone:
                        self._before[to].append(at)
        except Broken as broken:
            return self._found(broken.sentence, at, broken.last)
        hanging = self._first_without_end(is_end)
        return self._found("", -1) if hanging is None else self._found("it can never come to rest from here", hanging)

    def _visit(self, state: S, before: int, label: str) -> int:
        number = self._numbers.get(state)
        if number is None:
            number = self._numbers[state] = len(self._states)
            self._states.append(state)
            self._reached.append((before, label))
            self._before.append([])
            self._waiting.append(number)
        return number

    def _first_without_end(self, is_end: Callable[[S], bool]) -> int | None:
        """The first state from which no end comes about by itself."""
        good = [n for n, state in enumerate(self._states) if is_end(state)]
        ending = set(good)
        while good:
            for before in self._before[good.pop()]:
                if before not in ending:
                    ending.add(before)
                    good.append(before)
        return next((n for n in range(len(self._states)) if n not in ending), None)

    def _found(self, sentence: str, at: int, last: str = "") -> Exploration[S]:
        trace = [last] if last else []
        while at >= 0:
            at, label = self._reached[at]
            trace.append(label)
        steps = [label for label in reversed(trace) if label]
        return Exploration(len(self._states), self._moved, sentence, steps)


def explore(
    roots: Iterable[S], moves: Moves[S], must_hold: Callable[[S], None], is_end: Callable[[S], bool]
) -> Exploration[S]:
    """Go everywhere. `must_hold` and `moves` raise `Broken`; from every state one that `is_end` must come by itself."""
    return _Explorer(moves, must_hold).run(roots, is_end)
