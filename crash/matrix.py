"""All cells, shared out among a few stacks; what was found is written down after each, so that a run can be resumed."""

import asyncio
import json
from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from quadrille.verify.run import CannotVerify, verify

from crash.cell import Result, play
from crash.rows import Row
from crash.stage import Stage, open_stage

Cell = tuple[Row, str]


@dataclass(frozen=True)
class Place:
    """Where a stack is: its folder, and how much is added to its ports."""

    home: Path
    offset: int


class Matrix:
    """The results so far, by cell."""

    def __init__(self, file: Path, cells: Sequence[Cell]) -> None:
        self.cells, self._file = cells, file
        self.results: dict[Cell, Result] = {}

    def resume(self) -> None:
        """Take over what an earlier run found to be in order; the rest is played again."""
        if not self._file.exists():
            return
        known = json.loads(self._file.read_text())
        for cell in self.cells:
            if (result := known.get(_name(cell))) and not result["findings"]:
                self.results[cell] = Result(**result)

    def note(self, cell: Cell, result: Result) -> None:
        """Write a result down."""
        self.results[cell] = result
        text = json.dumps({_name(cell): asdict(result) for cell, result in self.results.items()})
        part = self._file.with_suffix(".part")
        part.write_text(text)
        part.rename(self._file)

    @property
    def broken(self) -> dict[Cell, Result]:
        """What is not in order."""
        return {cell: result for cell, result in self.results.items() if result.findings}


async def play_all(matrix: Matrix, places: Collection[Place], played: Callable[[Cell, Result], None]) -> list[str]:
    """Play what is left, on all stacks at once; `played` is told of each. Returns what is wrong with a whole stack."""
    left = deque(cell for cell in matrix.cells if cell not in matrix.results)

    async def on(place: Place) -> list[str]:
        async with open_stage(place.home, place.offset) as stage:
            while left:
                cell = left.popleft()
                result = await play(stage, *cell)
                matrix.note(cell, result)
                played(cell, result)
            return [*await _left_locked(stage), *await _verified(stage)]

    return [finding for found in await asyncio.gather(*map(on, places)) for finding in found]


async def _left_locked(stage: Stage) -> list[str]:
    """Once the longest lock has had its time, none is left."""
    times = await stage.lock_times()
    await asyncio.sleep(max([0, *times.values()]) / 1000 + 0.5)
    return [f"{key} is still locked" for key in times.keys() & (await stage.lock_times()).keys()]


async def _verified(stage: Stage) -> list[str]:
    """What is wrong with any order of the whole run, by everybody's account."""
    account = json.loads((stage.home / "admin.json").read_text())
    try:
        return (await verify(stage.url, (account["email"], account["password"]))).wrong()
    except CannotVerify as failure:
        return [str(failure)]


def _name(cell: Cell) -> str:
    row, walk = cell
    return f"{row} {walk}"
