"""A peer's processes: each in a session of its own with a log, up when it answers, and none left when it is over."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from stack import pids

from bench.peers.place import Unavailable

PATIENCE_SECONDS, GRACE_SECONDS, POLL_SECONDS = 30.0, 10.0, 0.1
LAST_LINES = 5
RUN = "run"  # where pid files are, as in a stack: by them a process's CPU is found


@contextmanager
def process(
    home: Path, name: str, command: Sequence[str], environment: Mapping[str, str], ready: Callable[[], bool]
) -> Iterator[None]:
    """Run `command` in `home` until the block is left; the block is entered when `ready` says so.

    `environment` is added to this process's own. Raises `Unavailable` if it ends or is never ready, with the log's end
    in further lines, and if it is ready before it has been started, for then somebody else has its port.
    """
    if ready():
        raise Unavailable(f"another program has the port of {name}")
    log, run = home / f"{name}.log", home / RUN
    run.mkdir(exist_ok=True)
    with log.open("ab") as file:
        started = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            cwd=home,
            env={**os.environ, **environment},
            start_new_session=True,
        )
    try:
        pids.write(run, name, started.pid)
        _wait(started, name, ready, log)
        yield
    finally:
        _stop(started)
        pids.remove(run, name)


def listens(address: str) -> Callable[[], bool]:
    """Ready when somebody listens at host:port."""
    host, _, port = address.partition(":")

    def ready() -> bool:
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
        except OSError:
            return False
        return True

    return ready


def sweep(home: Path) -> None:
    """Kill what a run left behind, in any folder of `home`, that was killed itself or broken off twice."""
    for folder in home.glob(f"*/{RUN}"):
        _sweep(folder)


def _sweep(run: Path) -> None:
    for name in pids.names(run):
        if (left := pids.read(run, name)) is not None:
            os.killpg(left.pid, signal.SIGKILL)
            left.wait(GRACE_SECONDS)
        pids.kill_session(pids.number(run, name))
        pids.remove(run, name)


def _wait(started: "subprocess.Popen[bytes]", name: str, ready: Callable[[], bool], log: Path) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not ready():
        if started.poll() is not None or time.monotonic() > end:
            lines = log.read_text(errors="replace").splitlines()[-LAST_LINES:]
            raise Unavailable("\n".join([f"{name} does not start", *lines]))
        time.sleep(POLL_SECONDS)


def _stop(started: "subprocess.Popen[bytes]") -> None:
    started.terminate()
    try:
        started.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(started.pid, signal.SIGKILL)
        started.wait()
    pids.kill_session(started.pid)
