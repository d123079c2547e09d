"""Shows what runs and what it says."""

import os
import time

import click
from rich.console import Console
from rich.table import Table

from stack import pids
from stack.down import stop_processes
from stack.errors import StackError
from stack.settings import Settings
from stack.state import StackState
from stack.supervisor import NAME

COLOURS = {"ready": "green", "starting": "yellow", "waiting": "yellow", "died": "red"}


def running(settings: Settings) -> StackState:
    """The state of a stack whose supervisor lives; raises StackError when there is none."""
    state = StackState.read(settings.run)
    if state is None or pids.read(settings.run, NAME) is None:
        raise StackError("The stack is not up; bring it up with `make up`.")
    return state


def status(settings: Settings) -> None:
    """Print a table of all processes; raises StackError when the stack is not up."""
    table = Table("name", "state", "pid", "port", "since", "restarts", box=None, header_style="bold")
    for name, child in running(settings).children.items():
        state = f"[{COLOURS.get(child.status, 'default')}]{child.status}[/] {child.reason}".rstrip()
        pid = str(child.pid) if child.pid else "external"
        since = f"{time.time() - child.since:.0f} s" if child.since else ""
        port = str(settings.port(name)) if child.pid else ""
        table.add_row(name, state, pid, port, since, str(max(child.starts - 1, 0)))
    Console().print(table)


def logs(settings: Settings, name: str, follow: bool) -> None:
    """Become `tail` of a log; raises StackError for a name without one."""
    log = settings.logs / f"{name}.log"
    if not log.exists():
        known = ", ".join(sorted(path.stem for path in settings.logs.glob("*.log"))) or "none yet"
        raise StackError(f"There is no log of {name}; there are: {known}.")
    os.execvp("tail", ["tail", "-n", "100", *(["-F"] if follow else []), str(log)])


def restart(settings: Settings, name: str, seconds: float = 90.0) -> None:
    """Stop one process, which its supervisor then starts again, and wait until it is ready."""
    before, process = running(settings).children.get(name), pids.read(settings.run, name)
    if before is None or process is None:
        raise StackError(f"{name} is not running here; `make status` shows what is.")
    stop_processes({name: process})
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        child = running(settings).children[name]
        if child.status == "ready" and child.starts > before.starts:
            click.echo(f"{name} is ready again.")
            return
        time.sleep(0.1)
    raise StackError(f"{name} was not ready again within {seconds:.0f} s; `python -m stack logs {name}` may say why.")
