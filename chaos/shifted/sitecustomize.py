"""Moves the wall clock of the process it is loaded into, while a file `clock` in its folder says by how much."""

import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

CLOCK = Path("clock").absolute()  # seconds
POLL_SECONDS = 0.1


def _watch() -> None:
    while True:
        time.sleep(POLL_SECONDS)
        if CLOCK.exists():
            _move(float(CLOCK.read_text() or 0))


def _move(seconds: float) -> None:
    import time_machine  # noqa: PLC0415 - most processes never need it

    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=seconds), tick=True):
        while CLOCK.exists():
            time.sleep(POLL_SECONDS)


threading.Thread(target=_watch, daemon=True).start()
