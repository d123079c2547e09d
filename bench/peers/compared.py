"""Turn after turn: every system in each round, one at a time, in another order each time."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from bench.compare_neighbours import warning
from bench.peers.place import Place, Unavailable
from bench.peers.rounds import Round, figures_of
from bench.report import console

FAILURES = (Unavailable, OSError)  # of one system: what HTTP refuses, a file that is missing and no answer in time too
SEED = 1


class System(Protocol):
    """What is compared."""

    @property
    def name(self) -> str:
        """In figures and options."""

    @property
    def title(self) -> str:
        """For a reader."""

    def prepare(self, place: Place) -> None:
        """Have all that it needs. Raises `Unavailable`."""

    def turn(self, place: Place, clients: Sequence[int], seconds: float, declined: float) -> list[Round]:
        """Start it, take a round for each number of clients, and stop it. Raises `Unavailable`."""


@dataclass
class Comparison:
    """What every turn of every system came to, and why others had none."""

    turns: dict[str, list[list[Round]]] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)

    def figures(self) -> dict[str, Any]:
        """For each system, in the order in which they were named, the medians for each number of clients."""
        return {name: [figures_of(rounds) for rounds in zip(*turns, strict=True)] for name, turns in self.turns.items()}

    def skip(self, name: str, why: str) -> None:
        """Leave a system out from now on, and what it did before; pages tell the first line of why."""
        self.turns.pop(name, None)
        self.skipped[name], *_ = why.splitlines() or ["an answer failed to come"]
        console.print(f"{name} is left out: {why}", markup=False, highlight=False, style="yellow")


def compare(
    systems: Sequence[System], place: Place, rounds: int, clients: Sequence[int], seconds: float, declined: float
) -> Comparison:
    """So many rounds of all of them; says what each came to as it goes."""
    comparison = Comparison()
    for system in systems:
        console.print(f"preparing {system.name}", highlight=False)
        try:
            system.prepare(place)
            comparison.turns[system.name] = []
        except FAILURES as failure:
            comparison.skip(system.name, str(failure))
    orders = random.Random(SEED)
    for number in range(rounds):
        for system in orders.sample(systems, len(systems)):
            if system.name not in comparison.turns:
                continue
            try:
                turn = system.turn(place, clients, seconds, declined)
            except FAILURES as failure:
                comparison.skip(system.name, str(failure))
                continue
            comparison.turns[system.name].append(turn)
            said = ", ".join(f"{each.rate:.0f}/s at {each.clients}" for each in turn)
            console.print(f"round {number + 1} of {rounds}, {system.name}: {said}", highlight=False)
            console.print(warning(max(each.neighbours for each in turn)), highlight=False)
    return comparison
