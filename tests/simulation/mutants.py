"""Seeded bugs, each a patch in memory, with the seed of a schedule that finds it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from tests.simulation.playing import failure_of
from tests.simulation.schedules import schedule_of

Bug = Callable[[Any], Any]  # from what is right to what is wrong


@dataclass(frozen=True)
class Mutant:
    """`name` says what is wrong; `bug` makes it of `where`'s attribute `what`; schedule `seed` finds it."""

    name: str
    where: Any
    what: str
    bug: Bug
    seed: int

    @contextmanager
    def at_large(self) -> Iterator[None]:
        """The bug is there within the block."""
        with patch.object(self.where, self.what, self.bug(getattr(self.where, self.what))):
            yield

    def first_seed(self, most: int) -> int | None:
        """The first seed that finds it, below `most`."""
        with self.at_large():
            return next((seed for seed in range(most) if failure_of(schedule_of(seed))), None)
