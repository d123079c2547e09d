"""Whether a comparison had the machine to itself: else it says more of who else was at work than of either side."""

import time
from collections.abc import Sequence
from pathlib import Path

import psutil

from bench.usage import OURSELVES, cpu

MUCH = 0.05  # of the machine


class Neighbours:
    """Looks, from now on, at what processes take that are neither of these stacks nor this one."""

    def __init__(self, homes: Sequence[Path]) -> None:
        self._homes, self._began = homes, time.monotonic()
        self._busy, self._ours = self._look()

    def share(self) -> float:
        """Of all processors, from 0 to 1; what a host took away counts too."""
        busy, ours = self._look()
        cores = psutil.cpu_count() or 1
        return max(0.0, (busy - self._busy) - (ours - self._ours)) / (cores * (time.monotonic() - self._began))

    def _look(self) -> tuple[float, float]:
        """CPU seconds so far: of all there is, and of ours."""
        machine = psutil.cpu_times()
        busy = machine.user + machine.nice + machine.system + machine.irq + machine.softirq + machine.steal
        found = [cpu(home) for home in self._homes]  # each with this process, which counts once
        return busy, sum(sum(each.values()) for each in found) - (len(found) - 1) * found[0][OURSELVES]


def warning(share: float) -> str:
    """What to say of it."""
    if share < MUCH:
        return f"Other processes took {share:.0%} of the machine meanwhile."
    return f"Other processes took {share:.0%} of the machine meanwhile: this is not to be relied on."
