"""What the supervisor has to know of a process, as data: the list of these is the stack."""

import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from signal import Signals

from stack.participants import PARTICIPANTS
from stack.settings import split_name

STOP_ORDER = (
    ("nginx",),
    ("gateway",),
    tuple(PARTICIPANTS),
    ("payment-sandbox",),
    ("kafka",),
    ("redis",),
    ("postgres",),
)

GRACE_SECONDS = 10.0


@dataclass(frozen=True)
class Spec:
    """One process.

    An empty `argv` is a server somebody else runs, which is only waited for. `prepare` runs in a thread before
    every start and `settle` after every start that `ready` has answered; both must bear being repeated.
    `cwd` is made when missing. `after` names the processes that must be ready before the first start.
    """

    name: str
    argv: Sequence[str]
    cwd: Path
    ready: Callable[[], Awaitable[bool]]
    env: Mapping[str, str] = field(default_factory=dict)
    after: frozenset[str] = frozenset()
    user: int | None = None
    group: int | None = None
    prepare: Callable[[], None] = lambda: None
    settle: Callable[[], None] = lambda: None


def python(module: str) -> list[str]:
    """The command that runs one of our own modules."""
    return [sys.executable, "-m", module]


def run_once(
    command: Sequence[str],
    log: Path,
    user: int | None = None,
    group: int | None = None,
    *,
    env: Mapping[str, str] | None = None,
) -> None:
    """Run a command that prepares a process, its complaints going to the log.

    Raises ChildProcessError when it fails.
    """
    groups: list[int] | None = None if user is None else []
    with log.open("ab") as file:
        ended = subprocess.run(
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=file,
            cwd=log.parent,
            env=env,
            user=user,
            group=group,
            extra_groups=groups,
        )
    if ended.returncode:
        raise ChildProcessError(f"{Path(command[0]).name} ended with exit code {ended.returncode}")


def stop_rank(name: str) -> int:
    """Place in the stop order, callers before what they call."""
    kind, _ = split_name(name)
    return next(rank for rank, kinds in enumerate(STOP_ORDER) if kind in kinds)


def stop_signal(name: str) -> Signals:
    """What asks it to stop: PostgreSQL would take SIGTERM for "when the last client has left"."""
    return Signals.SIGINT if name == "postgres" else Signals.SIGTERM
