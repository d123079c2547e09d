"""What each process of the stack takes, and the load itself: CPU over a round, and memory after it."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import psutil

Usage = dict[str, tuple[float, float]]
OURSELVES = "bench"


def usage(home: Path) -> Usage:
    """(CPU seconds so far, MB) by process name, children included; `bench` is this process."""
    everybody = {OURSELVES: [psutil.Process()], **families(home)}
    return {name: (_cpu(family), _memory(family)) for name, family in everybody.items()}


def cpu(home: Path) -> dict[str, float]:
    """CPU seconds so far by process name, children and this process included; quicker than `usage`."""
    return {name: _cpu(family) for name, family in {**families(home), OURSELVES: [psutil.Process()]}.items()}


def memory(home: Path) -> dict[str, float]:
    """MB by process name, children included; without this process."""
    return {name: _memory(family) for name, family in families(home).items()}


def families(home: Path) -> dict[str, list[psutil.Process]]:
    """Each process of the stack by its name, with its children; the supervisor's are the others."""
    children, found = _by_parent(), {}
    for path in sorted((home / "run").glob("*.pid")):
        try:
            family = [psutil.Process(int(path.read_text()))]
        except (psutil.NoSuchProcess, ValueError):
            continue
        if path.stem != "supervisor":
            for member in family:  # grows as it goes
                family += children[member.pid]
        found[path.stem] = family
    return found


def _by_parent() -> dict[int, list[psutil.Process]]:
    found = defaultdict[int, list[psutil.Process]](list)
    for process in psutil.process_iter(["ppid"]):
        found[process.info["ppid"]].append(process)
    return found


def _cpu(family: Sequence[psutil.Process]) -> float:
    return sum(_spent(member) for member in family)


def _memory(family: Sequence[psutil.Process]) -> float:
    return sum(_proportional(member) for member in family) / 1e6


def _spent(process: psutil.Process) -> float:
    try:
        return float(sum(process.cpu_times()[:4]))  # and of children who have ended
    except psutil.Error:  # it has just ended
        return 0.0


def _proportional(process: psutil.Process) -> float:
    """Proportional set size: PostgreSQL's shared buffers count once, not once a connection."""
    try:
        return float(process.memory_full_info().pss)
    except psutil.Error:
        return 0.0
