"""Pid files that cannot lie: the time of the file is the time its process was born, so a reused pid shows."""

import os
from pathlib import Path

import psutil

CLOCK_SECONDS = 2.0  # psutil derives birth times from the wall clock, which may be corrected meanwhile


def write(run: Path, name: str, pid: int) -> None:
    """Record a living process as `<name>.pid`."""
    path, part = run / f"{name}.pid", run / f".{name}.pid"
    part.write_text(f"{pid}\n")
    try:
        born = psutil.Process(pid).create_time()
    except psutil.NoSuchProcess:
        born = 0.0  # died already: then nobody may take the file for its word
    os.utime(part, (born, born))
    part.rename(path)


def read(run: Path, name: str) -> psutil.Process | None:
    """The process of a pid file if it still runs and is really the one recorded."""
    path = run / f"{name}.pid"
    try:
        process = psutil.Process(int(path.read_text()))
        ours = abs(process.create_time() - path.stat().st_mtime) < CLOCK_SECONDS
        return process if ours and process.status() != psutil.STATUS_ZOMBIE else None
    except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
        return None


def number(run: Path, name: str) -> int:
    """What a pid file says, true or not."""
    return int((run / f"{name}.pid").read_text())


def names(run: Path) -> list[str]:
    """Names of all pid files."""
    return sorted(path.stem for path in run.glob("[!.]*.pid"))


def remove(run: Path, name: str) -> None:
    """Forget a process."""
    (run / f"{name}.pid").unlink(missing_ok=True)


def kill_session(leader: int) -> None:
    """Kill what a dead process left in its session: nginx's workers would keep its port.

    While such an orphan lives its leader's pid is not given to another, so a living leader means there are none.
    """
    if psutil.pid_exists(leader):
        return
    for pid in psutil.pids():
        try:
            if os.getsid(pid) == leader:
                psutil.Process(pid).kill()
        except (ProcessLookupError, psutil.NoSuchProcess):
            continue
