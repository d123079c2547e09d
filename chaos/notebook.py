"""The results so far, written down after each row, so that a run can be resumed."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from chaos.row import Result, Row


class Notebook:
    """`results` by the name of the row."""

    def __init__(self, file: Path, rows: Sequence[Row]) -> None:
        self.rows, self._file = rows, file
        self.results: dict[str, Result] = {}

    def resume(self) -> None:
        """Take over what an earlier run found to be in order; the rest is played again."""
        if not self._file.exists():
            return
        known = {name: Result(**kept) for name, kept in json.loads(self._file.read_text()).items()}
        self.results = {row.name: known[row.name] for row in self.rows if row.name in known}
        self.results = {name: result for name, result in self.results.items() if not result.findings}

    def note(self, row: Row, result: Result) -> None:
        """Write a result down."""
        self.results[row.name] = result
        part = self._file.with_suffix(".part")
        part.write_text(json.dumps({name: asdict(result) for name, result in self.results.items()}))
        part.rename(self._file)

    @property
    def left(self) -> list[Row]:
        """The rows still to be played."""
        return [row for row in self.rows if row.name not in self.results]

    @property
    def broken(self) -> dict[str, Result]:
        """What is not in order."""
        return {name: result for name, result in self.results.items() if result.findings}
