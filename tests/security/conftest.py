"""A stack of its own, whose Kafka lets in only who proves who it is, and lets it do only what is declared."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from stack.settings import Settings

from conftest import HOME, OFFSET, SETTINGS

BESIDE = 30  # ports
SCALE = ("gateway=1", "order=1", "payment=1")


@pytest.fixture(scope="module")
def secured() -> Iterator[Settings]:
    """It runs."""
    ours = {
        **os.environ,
        **SETTINGS,
        "QUADRILLE_STACK_DIR": str(HOME.with_name(f"{HOME.name}-secure")),
        "QUADRILLE_PORT_OFFSET": str(OFFSET + BESIDE),
        "QUADRILLE_SECURE": "1",
    }

    def stack(*arguments: str) -> None:
        subprocess.run([sys.executable, "-m", "stack", *arguments], env=ours, check=True, timeout=180)

    stack("clean")
    try:
        stack("up", *(f"--scale={each}" for each in SCALE))
        yield Settings.load(ours)
    finally:
        stack("down")
