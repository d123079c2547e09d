"""Running a rebuild and showing how far it has come: its log is read line by line, and what people need is shown."""

import json
import subprocess
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

LOUD = frozenset({"warning", "error", "critical"})


def run(command: Sequence[str]) -> int:
    """Run it to its end; returns its exit code. An interrupt reaches it too, and it ends by itself."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(highlight=False, soft_wrap=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        screen = Screen(progress)
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            while True:
                try:
                    for line in process.stdout:
                        screen.hear(line.rstrip())
                    return process.wait()
                except KeyboardInterrupt:
                    continue


class Screen:
    """Two bars, of records and of sagas; warnings and whatever is no log goes above them."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._records: TaskID = progress.add_task("records read", total=None)
        self._sagas: TaskID = progress.add_task("sagas told", total=None)

    def hear(self, line: str) -> None:
        """Show one line that the rebuild wrote."""
        said = _told(line)
        if said.get("event") in ("rebuilding", "rebuilt"):
            self._progress.update(self._records, completed=said["read"], total=said["read"] + said["ahead"])
            self._progress.update(self._sagas, completed=said["told"])
        elif not said or said.get("level") in LOUD:
            self._progress.console.print(line, markup=False)


def _told(line: str) -> dict[str, Any]:
    """A line of the log; nothing, if it is none."""
    try:
        told = json.loads(line)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
