"""Telling whoever waits for a rebuild how far it has come: a line of the log a second, and a sentence at the end."""

import sys
import time
from dataclasses import asdict

import structlog

from tracker_service.rebuild import Rebuilt

SECONDS = 1.0

log = structlog.get_logger(__name__)


class Progress:
    """Called with what a rebuild has done so far, as often as anybody likes."""

    def __init__(self) -> None:
        self._done, self._said = Rebuilt(), 0.0

    def __call__(self, done: Rebuilt) -> None:
        """Say so, unless something was said a moment ago."""
        self._done = done
        if time.monotonic() >= self._said + SECONDS:
            self._said = time.monotonic()
            log.info("rebuilding", **asdict(done))

    def end(self) -> None:
        """Say what came of it, whatever the level of the log."""
        log.info("rebuilt", **asdict(self._done))
        sys.stdout.write(f"{sentence(self._done)}\n")


def sentence(done: Rebuilt) -> str:
    """What a rebuild has done, for people."""
    return (
        f"Rebuilt: {done.read} records read, {done.logged} events logged anew, {done.corrected} corrected,"
        f" {done.unreadable} unreadable; {done.told} sagas told, {done.removed} rows removed."
    )
