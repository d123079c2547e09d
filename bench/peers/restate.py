"""Restate: its server from npm, and the saga by its SDK for TypeScript, which is the faster, and by that for Python."""

import json
import platform
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from stack.settings import HOST

from bench.peers.install import binary, installed, node
from bench.peers.peer import Door, Peer
from bench.peers.place import CORES, PROGRAMS, Place
from bench.peers.processes import listens, process

PROGRAM = PROGRAMS / "restate"
MACHINE = {"x86_64": "x64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
SERVER = Path("node_modules", "@restatedev", f"restate-server-linux-{MACHINE}", "bin", "restate-server")
PARTITIONS = CORES  # the default, 24, is for a cluster, and far slower on one node of two cores


def _install(cache: Path) -> Path:
    return installed(cache, "restate")


@contextmanager
def _typescript(place: Place, dsn: str) -> Iterator[Door]:
    folder = _install(place.cache)
    program = str(shutil.copy(PROGRAM / "app.mjs", folder))  # Node looks for packages beside it
    told = {"NODE_ENV": "production", "RESTATE_LOGGING": "WARN"}
    with _served(place, dsn, [node(folder), program], told) as door:
        yield door


@contextmanager
def _python(place: Place, dsn: str) -> Iterator[Door]:
    hypercorn = binary(_install(place.cache), "hypercorn")
    bound = ["--bind", place.address("program"), "--worker-class", "uvloop", "--workers", str(CORES)]
    command = [hypercorn, "--config", str(PROGRAM / "hypercorn.toml"), *bound, "app:app"]
    with _served(place, dsn, command, {"PYTHONPATH": str(PROGRAM)}) as door:
        yield door


@contextmanager
def _served(place: Place, dsn: str, command: list[str], told: dict[str, str]) -> Iterator[Door]:
    """The server and the program, of which the server is told once both are up."""
    told = {**told, "DSN": dsn, "PORT": str(place.port("program"))}
    with (
        process(place.home, "restate-server", [str(_install(place.cache) / SERVER)], _settings(place), _healthy(place)),
        process(place.home, "restate-program", command, told, listens(place.address("program"))),
    ):
        _ask(place, "deployments", {"uri": f"http://{place.address('program')}"})
        yield Door((HOST, place.port("http")), "/orders/place")


def _settings(place: Place) -> dict[str, str]:
    return {
        "RESTATE_BASE_DIR": str(place.home / "restate"),
        "RESTATE_DEFAULT_NUM_PARTITIONS": str(PARTITIONS),
        "RESTATE_LOG_FILTER": "warn",
        "RESTATE_DISABLE_TELEMETRY": "true",
        "RESTATE_LISTEN_MODE": "tcp",
        "RESTATE_BIND_IP": HOST,
        "RESTATE_BIND_PORT": str(place.port("server")),
        "RESTATE_ADMIN__BIND_ADDRESS": place.address("admin"),
        "RESTATE_INGRESS__BIND_ADDRESS": place.address("http"),
    }


def _healthy(place: Place) -> Callable[[], bool]:
    """Ready when both the admin API and the ingress say so."""

    def ready() -> bool:
        try:
            _ask(place, "health")
            urlopen(f"http://{place.address('http')}/restate/health", timeout=1).close()
        except (URLError, ConnectionError, TimeoutError):
            return False
        return True

    return ready


def _ask(place: Place, path: str, body: object = None) -> None:
    data = None if body is None else json.dumps(body).encode()
    request = Request(f"http://{place.address('admin')}/{path}", data, {"Content-Type": "application/json"})
    urlopen(request, timeout=10).close()


TYPESCRIPT = Peer("restate", "Restate, TypeScript", _install, _typescript)
PYTHON = Peer("restate-python", "Restate, Python", _install, _python)
