"""A pid file is believed only while it tells the truth."""

import os
import subprocess
import sys
from pathlib import Path

from stack import pids


def test_a_living_process_is_found_by_its_pid_file(tmp_path: Path) -> None:
    pids.write(tmp_path, "me", os.getpid())
    found = pids.read(tmp_path, "me")
    assert found is not None
    assert found.pid == os.getpid()


def test_a_pid_that_was_given_to_another_process_is_not_ours(tmp_path: Path) -> None:
    pids.write(tmp_path, "me", os.getpid())
    os.utime(tmp_path / "me.pid", (1, 1))
    assert pids.read(tmp_path, "me") is None


def test_a_process_that_is_gone_is_not_found(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        pids.write(tmp_path, "it", process.pid)
        process.kill()
        process.wait()
    assert pids.read(tmp_path, "it") is None


def test_what_a_dead_process_left_in_its_session_is_killed() -> None:
    leaves_a_sleeper = "sleep 60 & echo $!"
    with subprocess.Popen(
        ["/bin/sh", "-c", leaves_a_sleeper], stdout=subprocess.PIPE, start_new_session=True
    ) as leader:
        leader.wait()
        pids.kill_session(leader.pid)
        assert leader.stdout is not None
        sleeper = leader.stdout.read()  # ends only when the sleeper, who holds the other side, is gone
    assert sleeper.strip().isdigit()
