"""Temporal: its dev server, which keeps histories in memory, and a worker with the endpoint that starts workflows."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stack.settings import HOST

from bench.peers.install import binary, installed
from bench.peers.peer import Door, Peer
from bench.peers.place import PROGRAMS, Place
from bench.peers.processes import listens, process

NAME = "temporal"
UNASKED = {"TEMPORAL_VERSION_CHECK_DISABLED": "1"}  # whether there is a newer server


def _install(cache: Path) -> Path:
    return installed(cache, NAME)


@contextmanager
def _running(place: Place, dsn: str) -> Iterator[Door]:
    folder, server = _install(place.cache), place.address("server")
    ports = ["--ip", HOST, "--port", str(place.port("server")), "--http-port", str(place.port("admin"))]
    quiet = ["--headless", "--log-level", "error", "--metrics-port", str(place.port("metrics"))]
    start = [binary(folder, "temporal"), "server", "start-dev", *ports, *quiet]
    endpoint = ["--app-dir", str(PROGRAMS / NAME), "--port", str(place.port("http")), "--no-access-log"]
    program, told = [binary(folder, "uvicorn"), *endpoint, "app:app"], {"DSN": dsn, "TEMPORAL": server}
    with (
        process(place.home, "temporal-server", start, UNASKED, listens(server)),
        process(place.home, "temporal-program", program, told, listens(place.address("http"))),
    ):
        yield Door((HOST, place.port("http")), "/orders")


TEMPORAL = Peer(NAME, "Temporal, Python", _install, _running)
