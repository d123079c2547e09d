"""What one system fails of is its own: the others' turns go on, and what they did before is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError

import pytest
from stack.provision import Server

from bench.peers.compared import compare
from bench.peers.place import Place, Unavailable
from bench.peers.rounds import Round

PLACE = Place(Path(), Path(), 0, Server("", 0, "", ""), Path())


@dataclass
class Stub:
    """A system that fails of `failure`, if it has one, from its second turn on; `turns` has everybody's names."""

    name: str
    turns: list[str]
    failure: Exception | None = None
    title: str = ""
    _own: list[str] = field(default_factory=list)

    def prepare(self, place: Place) -> None:
        """It is here."""

    def turn(self, place: Place, clients: Sequence[int], seconds: float, declined: float) -> list[Round]:
        """See `System`."""
        if self.failure and self._own:
            raise self.failure
        self._own.append(self.name)
        self.turns.append(self.name)
        return [Round(count, 1.0, 1, [0.1]) for count in clients]


@pytest.mark.parametrize("failure", [Unavailable("gone"), URLError("gone"), FileNotFoundError("gone"), TimeoutError()])
def test_a_system_that_fails_is_left_out_and_the_others_go_on(failure: Exception) -> None:
    turns: list[str] = []
    found = compare([Stub("well", turns), Stub("ill", turns, failure)], PLACE, 3, [1], 1.0, 0.0)
    assert list(found.figures()) == ["well"]
    assert turns.count("well") == 3
    assert list(found.skipped) == ["ill"]


def test_each_round_has_an_order_of_its_own_and_every_run_has_the_same() -> None:
    runs = []
    for _ in range(2):
        turns: list[str] = []
        compare([Stub(name, turns) for name in "abcdef"], PLACE, 3, [1], 1.0, 0.0)
        runs.append(turns)
    assert runs[0] == runs[1]
    orders = {tuple(runs[0][first : first + 6]) for first in (0, 6, 12)}
    assert len(orders) == 3
    assert {tuple(sorted(each)) for each in orders} == {tuple("abcdef")}
