"""What each process of the stack takes, and the load itself: CPU over a round, and memory after it."""

from collections.abc import Sequence
from pathlib import Path

import psutil

Usage = dict[str, tuple[float, float]]


def usage(home: Path) -> Usage:
    """(CPU seconds so far, resident MB) by process name, children included; `bench` is this process."""
    found: Usage = {"bench": _sum([psutil.Process()])}
    for path in sorted((home / "run").glob("*.pid")):
        try:
            process = psutil.Process(int(path.read_text()))
            family = [process, *process.children(recursive=True)] if path.stem != "supervisor" else [process]
            found[path.stem] = _sum(family)
        except (psutil.NoSuchProcess, ValueError):
            continue
    return found


def _sum(family: Sequence[psutil.Process]) -> tuple[float, float]:
    cpu = sum(sum(member.cpu_times()[:2]) for member in family)
    return cpu, sum(_private(member) for member in family) / 1e6


def _private(process: psutil.Process) -> float:
    """Proportional set size: PostgreSQL's shared buffers count once, not once a connection."""
    try:
        return float(process.memory_full_info().pss)
    except psutil.Error:
        return 0.0
