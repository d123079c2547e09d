"""DBOS: a library in the program's own process, which keeps its checkpoints in PostgreSQL beside the program's rows.

That for TypeScript is the faster; that for Python is measured too.
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from stack.settings import HOST

from bench.peers.install import binary, installed, node
from bench.peers.peer import Door, Peer
from bench.peers.place import CORES, PROGRAMS, Place
from bench.peers.processes import listens, process

PROGRAM = PROGRAMS / "dbos"


def _install(cache: Path) -> Path:
    return installed(cache, "dbos")


@contextmanager
def _typescript(place: Place, dsn: str) -> Iterator[Door]:
    folder = _install(place.cache)
    program = shutil.copy(PROGRAM / "app.mjs", folder)  # Node looks for packages beside it
    with _served(place, dsn, [node(folder), str(program)]) as door:
        yield door


@contextmanager
def _python(place: Place, dsn: str) -> Iterator[Door]:
    uvicorn = binary(_install(place.cache), "uvicorn")
    endpoint = ["--app-dir", str(PROGRAM), "--port", str(place.port("http")), "--workers", str(CORES)]
    with _served(place, dsn, [uvicorn, *endpoint, "--no-access-log", "app:app"]) as door:
        yield door


@contextmanager
def _served(place: Place, dsn: str, command: Sequence[str]) -> Iterator[Door]:
    told = {"DSN": dsn, "PORT": str(place.port("http")), "NODE_ENV": "production"}
    with process(place.home, "dbos-program", command, told, listens(place.address("http"))):
        yield Door((HOST, place.port("http")), "/orders")


TYPESCRIPT = Peer("dbos", "DBOS, TypeScript", _install, _typescript)
PYTHON = Peer("dbos-python", "DBOS, Python", _install, _python)
