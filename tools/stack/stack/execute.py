"""Runs the module of a service once, beside the process that the stack keeps of it and with its environment."""

import os
from collections.abc import Sequence

from stack import pids
from stack.errors import StackError
from stack.look import running
from stack.plan import plan
from stack.settings import Settings
from stack.supervisor import NAME


def execute(settings: Settings, name: str, arguments: Sequence[str]) -> None:
    """Become `python -m <module> <arguments>`; raises StackError when the stack is not up or has no such module."""
    state, supervisor = running(settings), pids.read(settings.run, NAME)
    assert supervisor is not None
    theirs = Settings.load(supervisor.environ())  # what the stack was brought up with, not what this command is told
    modules = {spec.name: spec for spec in plan(theirs, state.scale, state.only) if "-m" in spec.argv[1:2]}
    if name not in modules:
        raise StackError(f"There is no module behind {name}; there are: {', '.join(modules) or 'none, only servers'}.")
    spec = modules[name]
    spec.cwd.mkdir(parents=True, exist_ok=True)
    os.chdir(spec.cwd)
    os.execve(spec.argv[0], [*spec.argv, *arguments], dict(spec.env))
