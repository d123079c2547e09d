"""PostgreSQL's data folder: made at the first start, and freed of what a killed postmaster left behind."""

import contextlib
import shutil
from collections.abc import Sequence
from pathlib import Path

import psutil

from stack.credentials import SUPERUSER, write_private
from stack.spec import run_once
from stack.unprivileged import give

LOCALE = ("-E", "UTF8", "--locale-provider=builtin", "--locale=C.UTF-8")


def ensure_cluster(data: Path, initdb: Path, password: str, log: Path, account: Sequence[int]) -> None:
    """Make the cluster unless it is there; aside first, so that half of one is never taken for it.

    `account` is the (uid, gid) to make it as, or empty. Raises ChildProcessError, also where a restore was broken off
    between putting one cluster aside and the other in its place.
    """
    if data.exists():
        return
    if data.with_name("data.replaced").exists():
        raise ChildProcessError(f"a restore was broken off: rename {data}.replaced, or restore again")
    part, password_file = data.with_name("data.part"), data.with_name("password")
    shutil.rmtree(part, ignore_errors=True)
    write_private(password_file, password.encode())
    give(password_file, account)
    login = ("-U", SUPERUSER, f"--pwfile={password_file}", "--auth=scram-sha-256", "--no-instructions")
    try:
        run_once([str(initdb), "-D", str(part), *login, *LOCALE], log, *account)
    finally:
        password_file.unlink()
    part.rename(data)


def clear_wreckage(data: Path) -> None:
    """Let a new postmaster start where one was killed."""
    for process in psutil.process_iter(["name", "cwd"]):
        # Orphaned backends hold the shared memory, and a new postmaster refuses to start while they do.
        if process.info["name"] == "postgres" and process.info["cwd"] == str(data):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
    _drop_stale_lock(data / "postmaster.pid")


def _drop_stale_lock(lock: Path) -> None:
    """PostgreSQL judges a lock file by its pid alone, which another program may have by now."""
    with contextlib.suppress(FileNotFoundError, psutil.NoSuchProcess):
        pid = int(lock.read_text().split("\n", 1)[0])
        if psutil.Process(pid).name() != "postgres":
            lock.unlink()
