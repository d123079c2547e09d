"""A peer's process is up while its block is entered, and gone with all its children afterwards."""

import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from stack import pids

from bench.peers.place import Unavailable
from bench.peers.processes import RUN, listens, process, sweep

ALONE = "import time; time.sleep(60)"
STUBBORN = f"""
import pathlib, signal, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import signal; signal.signal(15, signal.SIG_IGN); {ALONE}"])
pathlib.Path("child").write_text(str(child.pid))
child.wait()
"""


def test_a_child_that_does_not_stop_when_asked_is_killed(tmp_path: Path) -> None:
    child = tmp_path / "child"
    with process(tmp_path, "parent", _python(STUBBORN), {}, lambda: child.exists() and bool(child.read_text())):
        pid = int(child.read_text())
        assert psutil.pid_exists(pid)
    _gone(pid)
    assert pids.names(tmp_path / RUN) == []


def test_whoever_breaks_off_leaves_nothing_behind(tmp_path: Path) -> None:
    block = process(tmp_path, "alone", _python(ALONE), {}, lambda: bool(pids.names(tmp_path / RUN)))
    block.__enter__()
    started = pids.read(tmp_path / RUN, "alone")
    assert started is not None
    assert not block.__exit__(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert not started.is_running()


def test_a_process_that_ends_at_once_is_told_with_its_last_words(tmp_path: Path) -> None:
    with (
        pytest.raises(Unavailable, match="no such luck"),
        process(tmp_path, "brief", _python("raise SystemExit('no such luck')"), {}, lambda: False),
    ):
        pass


def test_what_a_killed_run_left_behind_is_found_and_killed(tmp_path: Path) -> None:
    left, home = psutil.Popen(_python(ALONE), start_new_session=True), tmp_path / "peer" / RUN
    home.mkdir(parents=True)
    pids.write(home, "left", left.pid)
    sweep(tmp_path)
    assert left.wait(5) != 0
    assert pids.names(home) == []


def test_nothing_is_started_where_somebody_else_answers_already(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="the port of late"), process(tmp_path, "late", [], {}, lambda: True):
        pass


def test_a_port_is_listened_at_or_not() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"127.0.0.1:{listener.getsockname()[1]}"
        assert listens(address)()
    assert not listens(address)()


def _python(code: str) -> Sequence[str]:
    return [sys.executable, "-c", code]


def _gone(pid: int) -> None:
    with suppress(psutil.NoSuchProcess):
        psutil.Process(pid).wait(5)
