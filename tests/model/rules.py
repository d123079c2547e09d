"""A service's own rules, called once for each pair of state and command, for the same pairs come up very often."""

from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

from common.choreography import Decides, Part
from common.contracts import Event
from common.errors import Refusal

V = TypeVar("V")


class Numbered(Generic[V]):
    """Gives every different value a number; `told_apart` makes of a value what it is known by."""

    def __init__(self, told_apart: Callable[[V], Hashable] = repr) -> None:
        self.values: list[V] = []
        self._told_apart = told_apart
        self._numbers: dict[Hashable, int] = {}

    def number_of(self, value: V) -> int:
        """The number of a value, a new one if it was not seen before."""
        number = self._numbers.setdefault(self._told_apart(value), len(self.values))
        if number == len(self.values):
            self.values.append(value)
        return number


class Rules:
    """The states of one service, by number, and what commands make of them."""

    def __init__(self, part: Part) -> None:
        """`part` has to have rules: `part.decides`."""
        assert part.decides is not None, f"{part.service} has no rules to play"
        self.part, self.service = part, part.service
        self._decides: Decides[Any, Any] = part.decides
        self._states: Numbered[Any] = Numbered()
        self._known: dict[tuple[int, Hashable], tuple[list[Event], int]] = {}
        self.first = self._states.number_of(self._decides.initial)
        self.reads = frozenset(event.type for event in part.reads)

    def state(self, number: int) -> Any:
        """The state that has a number."""
        return self._states.values[number]

    def command_for(self, event: Event) -> Any:
        """What an event asks for; None if nothing."""
        return self._decides.command(event)

    def carry_out(self, state: int, key: Hashable, command: Callable[[], Any]) -> tuple[list[Event], int]:
        """What is said, and the state after it. `key` stands for the command, which is made when it is new."""
        known = self._known.get((state, key))
        if known is None:
            known = self._known[state, key] = self._decide(state, command())
        return known

    def _decide(self, state: int, command: Any) -> tuple[list[Event], int]:
        after = self.state(state)
        try:
            said = [] if command is None else list(self._decides.decide(command, after))
        except Refusal:
            return [], state
        for event in said:
            after = self._decides.evolve(after, event)
        return said, self._states.number_of(after)
