"""Stops everything the stack has running, with or without a supervisor to ask."""

import shutil
from collections.abc import Mapping, Sequence

import psutil

from stack import pids, unprivileged
from stack.settings import Settings
from stack.spec import GRACE_SECONDS, STOP_ORDER, stop_rank, stop_signal
from stack.supervisor import NAME


def stop_everything(settings: Settings) -> bool:
    """Leave no process of this stack; returns whether there was one. Data stays."""
    supervisor = pids.read(settings.run, NAME)
    if supervisor:
        supervisor.terminate()
        # It stops rank after rank and may have to wait out the grace of each.
        _wait_or_kill([supervisor], GRACE_SECONDS * len(STOP_ORDER))
    pids.remove(settings.run, NAME)
    return _stop_leftovers(settings) or supervisor is not None


def clean(settings: Settings) -> None:
    """Stop everything and delete all data, logs, passwords and keys."""
    stop_everything(settings)
    unprivileged.remove_haven(settings.home)
    if settings.run.is_dir():  # a folder without has never been a stack's
        shutil.rmtree(settings.home)


def stop_processes(processes: Mapping[str, psutil.Process]) -> None:
    """Ask them all to stop, by name, and kill those that have not within the grace."""
    for name, process in processes.items():
        process.send_signal(stop_signal(name))
    _wait_or_kill(list(processes.values()), GRACE_SECONDS)


def _stop_leftovers(settings: Settings) -> bool:
    """Processes whose supervisor was killed are found again by their pid files."""
    found = False
    names = pids.names(settings.run)
    for rank in sorted({stop_rank(name) for name in names}):
        group = [name for name in names if stop_rank(name) == rank]
        processes = {name: process for name in group if (process := pids.read(settings.run, name))}
        stop_processes(processes)
        for name in group:
            pids.kill_session(pids.number(settings.run, name))
            pids.remove(settings.run, name)
        found = found or bool(processes)
    return found


def _wait_or_kill(processes: Sequence[psutil.Process], seconds: float) -> None:
    _, alive = psutil.wait_procs(processes, timeout=seconds)
    for process in alive:
        process.kill()
    psutil.wait_procs(alive)
