"""Looks at a running process from outside, many times a second, by py-spy: the process is not changed for it."""

import asyncio
import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

WAITING = re.compile(r"\b(select \(selectors\.py|wait \(threading\.py|epoll_p?wait\d? \()[^;]*$")
PY_SPY = Path(sys.executable).with_name("py-spy")


class Sampler:
    """Looks at one process of a stack for a while; `graph` is drawn, and what was seen is in `stacks`.

    Two py-spys look side by side: one draws, which leaves what is rare out, and one writes down every stack it saw.
    """

    def __init__(self, home: Path, name: str, graph: Path, rate: int, flags: Sequence[str]) -> None:
        self.name, self.graph = name, graph
        self.written = graph.with_suffix(".txt")
        self._pid = (home / "run" / f"{name}.pid").read_text().strip()
        self._rate, self._flags = str(rate), flags

    async def look(self, seconds: int) -> None:
        """Raises `RuntimeError` when py-spy cannot: it needs root, or a kernel that lets one look at one's own."""
        self.graph.parent.mkdir(parents=True, exist_ok=True)
        await asyncio.gather(
            self._record("flamegraph", self.graph, seconds), self._record("raw", self.written, seconds)
        )

    @property
    def stacks(self) -> Counter[tuple[str, ...]]:
        """How often each stack was seen at work, the outermost function first: `name (file:line)`."""
        return working(self.written.read_text())

    async def _record(self, form: str, output: Path, seconds: int) -> None:
        command = [str(PY_SPY), "record", "--pid", self._pid, "--duration", str(seconds), "--rate", self._rate]
        process = await asyncio.create_subprocess_exec(
            *command, "--function", "--format", form, "--output", str(output), *self._flags,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        said, _ = await process.communicate()
        if process.returncode:
            raise RuntimeError(f"py-spy cannot look at {self.name}: {said.decode().strip()}")


def working(written: str) -> Counter[tuple[str, ...]]:
    """The stacks of py-spy's raw form that are at work; py-spy takes some that wait for being so."""
    found: Counter[tuple[str, ...]] = Counter()
    for line in written.splitlines():
        frames, _, count = line.rpartition(" ")
        if not WAITING.search(frames):
            found[tuple(frames.split(";"))] += int(count)
    return found


def own(stacks: Counter[tuple[str, ...]]) -> Counter[str]:
    """How often each function was seen at work itself."""
    found: Counter[str] = Counter()
    for frames, count in stacks.items():
        found[frames[-1]] += count
    return found


def total(stacks: Counter[tuple[str, ...]]) -> Counter[str]:
    """How often each function was seen at work, itself or what it called; once a stack, however often it is in it."""
    found: Counter[str] = Counter()
    for frames, count in stacks.items():
        for frame in set(frames):
            found[frame] += count
    return found


def by_package(stacks: Counter[tuple[str, ...]]) -> Counter[str]:
    """How often the function at work was of each package: `asyncpg`, `common`, `json`."""
    found: Counter[str] = Counter()
    for function, count in own(stacks).items():
        where = re.search(r"\(([^/:)]+)", function)
        found[where[1] if where else function] += count
    return found
