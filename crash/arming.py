"""Arming a service of a running stack: whichever of its processes comes first to the failpoint is killed there."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stack.settings import split_name
from stack.state import StackState

from crash.rows import Row

FILE = "failpoint"  # what FAILPOINT_FILE is for the processes of the stack, each in its own folder
POLL_SECONDS = 0.02


class Trap:
    """A plan for all processes of a service; one death is enough, then the others are let off."""

    def __init__(self, home: Path, row: Row) -> None:
        self._row = row
        services = (home / "services").iterdir()
        self._folders = [folder for folder in services if split_name(folder.name)[0] == row.service]
        self._watching: asyncio.Task[None] | None = None
        self._sprung = False
        self._forget()

    @property
    def sprung(self) -> bool:
        """Whether a process has come to the failpoint."""
        return self._sprung or any((folder / f"{FILE}.fired").exists() for folder in self._folders)

    def arm(self) -> None:
        """From now on the failpoint does what is planned."""
        for folder in self._folders:
            part = folder / f"{FILE}.part"
            part.write_text(f"{self._row.failpoint}={self._row.plan}")
            part.rename(folder / FILE)  # whole, or not there
        self._watching = asyncio.create_task(self._one_is_enough())

    async def spring(self, seconds: float) -> None:
        """Give it so much longer to be sprung, and let everybody off then."""
        if self._watching:
            await asyncio.wait([self._watching], timeout=seconds)
        self._let_off()

    def clear(self) -> None:
        """Leave nothing behind."""
        if self._watching:
            self._watching.cancel()
        self._let_off()
        self._sprung = self.sprung
        self._forget()

    async def _one_is_enough(self) -> None:
        while not self.sprung:
            await asyncio.sleep(POLL_SECONDS)
        self._let_off()

    def _let_off(self) -> None:
        for folder in self._folders:
            (folder / FILE).unlink(missing_ok=True)

    def _forget(self) -> None:
        for folder in self._folders:
            (folder / f"{FILE}.fired").unlink(missing_ok=True)


@contextmanager
def trap(home: Path, row: Row) -> Iterator[Trap]:
    """A trap that is cleared after the block."""
    trap = Trap(home, row)
    try:
        yield trap
    finally:
        trap.clear()


async def all_ready(home: Path) -> None:
    """Wait until every process of the stack is ready."""
    while not ((state := StackState.read(home / "run")) and state.healthy):
        await asyncio.sleep(0.1)
