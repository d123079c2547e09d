"""Where peers live: their folders, and their ports, which move with those of the stack."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from stack.provision import Server
from stack.settings import HOST, Settings

PROGRAMS = Path(__file__).parent / "programs"
CORES = os.cpu_count() or 1
PORTS = {"http": 8300, "program": 8301, "server": 8302, "admin": 8303, "metrics": 8304}


class Unavailable(Exception):
    """A peer cannot be had or does not run on this machine: why in the message's first line, the details in others."""


@dataclass(frozen=True)
class Place:
    """`cache` keeps what is installed, `home` is emptied before every run; `server` is everybody's PostgreSQL, which
    lies in `database`."""

    cache: Path
    home: Path
    offset: int
    server: Server
    database: Path

    def port(self, name: str) -> int:
        """One of `PORTS`: only one peer runs at a time, so they share them."""
        return PORTS[name] + self.offset

    def address(self, name: str) -> str:
        """host:port of one of `PORTS`."""
        return f"{HOST}:{self.port(name)}"

    def dsn(self, database: str) -> str:
        """How a peer's program reaches its database."""
        server = self.server
        return f"postgresql://{server.user}:{server.password}@{server.host}:{server.port}/{database}"


def place_of(environment: Mapping[str, str], home: Path, server: Server, database: Path) -> Place:
    """For peers beside the stack that `environment` tells of."""
    settings = Settings.load(environment)
    return Place(settings.cache / "peers", home, settings.port_offset, server, database)
