"""PostgreSQL's disk: a small one in memory, where mounting is allowed, which can be filled up and freed again."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
from stack import postgres
from stack.provision import own_server
from stack.settings import Settings

from chaos.row import Skipped
from chaos.scene import Scene

SIZE = "1g"
FULL_SECONDS = 10.0


@contextmanager
def small_disk(settings: Settings) -> Iterator[None]:
    """Mount it where PostgreSQL will have its data, if we may, until the end of the block."""
    settings.run.mkdir(parents=True, exist_ok=True)  # before anything else, for by it the stack knows its folder
    folder = postgres.spec(settings).cwd
    folder.mkdir(parents=True, exist_ok=True)
    mounted = os.geteuid() == 0 and not _run("mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder))
    try:
        yield
    finally:
        if mounted:
            _run("umount", str(folder))


def unmount(settings: Settings) -> None:
    """Take away what a run that was killed has left mounted."""
    if (folder := postgres.spec(settings).cwd).is_mount():
        _run("umount", str(folder))


async def fill(scene: Scene) -> None:
    """Leave PostgreSQL not one byte for 10 s. Raises `Skipped` where it has no disk of its own."""
    folder = postgres.spec(scene.settings).cwd
    if not folder.is_mount():
        raise Skipped("mounting is not allowed here")
    filler = folder / "filler"
    try:
        for _ in range(int(FULL_SECONDS)):
            _take_the_rest(filler)
            await asyncio.to_thread(_want_a_segment, scene.settings)
            await asyncio.sleep(1.0)
    finally:
        filler.unlink()


def _take_the_rest(filler: Path) -> None:
    size = filler.stat().st_size if filler.exists() else 0
    with filler.open("ab") as file:
        if free := shutil.disk_usage(filler.parent).free:
            os.posix_fallocate(file.fileno(), size, free)


def _want_a_segment(settings: Settings) -> None:
    """Segments of the log are used again: without this, it could be a while until a new one is needed."""
    try:
        with closing(own_server(settings).connect()) as connected, connected.cursor() as cursor:
            connected.autocommit = True
            cursor.execute("SELECT pg_switch_wal()")
    except psycopg2.Error:
        pass  # it is down, which is what we want


def _run(*command: str) -> int:
    return subprocess.run(command, check=False, capture_output=True).returncode
