"""What the tests of telemetry share: the figures of every service, and promtool where there is one."""

import subprocess
from collections.abc import Callable

import pytest

from telemetry.registry import Figure, of_all
from telemetry.tools import HINT, find

Promtool = Callable[..., str]


@pytest.fixture(scope="session")
def figures() -> dict[str, list[Figure]]:
    """By service."""
    return of_all()


@pytest.fixture
def promtool() -> Promtool:
    """Runs promtool, which must find nothing wrong, and returns what it says; skips where there is none."""
    program = find("promtool")
    if program is None:
        pytest.skip(HINT.format(name="promtool"))

    def run(*arguments: str, read: str = "") -> str:
        done = subprocess.run(
            [program, *arguments], input=read, capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    return run
