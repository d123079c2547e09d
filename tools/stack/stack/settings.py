"""Where the stack lives and which ports it takes, read once from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from stack.errors import StackError
from stack.participants import PARTICIPANTS

HOST = "127.0.0.1"
SCALE: Mapping[str, int] = {"gateway": 3, **dict.fromkeys(PARTICIPANTS, 1), "order": 2, "payment": 2}
BASE_PORTS: Mapping[str, int] = {
    "nginx": 8090,
    "gateway": 3000,
    **PARTICIPANTS,
    "payment-sandbox": 3900,
    "postgres": 5432,
    "redis": 6379,
    "kafka": 9092,
    "kafka-controller": 9093,
    "kafka-detour": 9094,
}
KAFKA_PORTS = 3  # of each broker, so the next one's begin that much later
KAFKA_BROKERS = (1, 3)  # there may be


@dataclass(frozen=True)
class Settings:
    """Folders, ports and external servers of one stack.

    `environment` is the caller's; services inherit it. `detour` is added to the ports at which they reach servers.
    `brokers` is how many of Kafka there are, when it is ours.
    """

    home: Path
    port_offset: int
    detour: int
    brokers: int
    cache: Path
    environment: Mapping[str, str]

    @classmethod
    def load(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read the environment; raises StackError for a number in it that cannot be."""
        offset, detour = (_ports(environment, f"QUADRILLE_{name}") for name in ("PORT_OFFSET", "DETOUR"))
        brokers = _brokers(environment, detour)
        home = Path(environment.get("QUADRILLE_STACK_DIR") or _root() / ".stack")
        cache = Path(environment.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        return cls(home.resolve(), offset, detour, brokers, cache / "quadrille", environment)

    @property
    def run(self) -> Path:
        """Pid files and the state of the supervisor."""
        return self.home / "run"

    @property
    def logs(self) -> Path:
        """One log file for each process."""
        return self.home / "logs"

    def port(self, name: str) -> int:
        """The port of a process: `gateway-2` is the second of the gateways, `kafka` the first of the brokers."""
        kind, number = split_name(name)
        apart = KAFKA_PORTS if kind.startswith("kafka") else 1
        return BASE_PORTS[kind] + (number - 1) * apart + self.port_offset

    def reach(self, name: str) -> int:
        """The port at which services reach a server: its own, or one of the caller's that passes on what it gets."""
        return self.port(name) + self.detour

    def external(self, variable: str) -> bool:
        """Whether KAFKA_BROKERS, DATABASE_HOST or REDIS_HOST names a server to use instead of ours."""
        return bool(self.environment.get(variable))

    @property
    def secure(self) -> bool:
        """Whether Kafka is to have TLS, passwords and ACLs."""
        return self.environment.get("QUADRILLE_SECURE", "") not in ("", "0")

    @property
    def kafka_names(self) -> tuple[str, ...]:
        """The processes of Kafka: `kafka`, `kafka-2` and so on; the one of somebody else's is `kafka` to us."""
        count = 1 if self.external("KAFKA_BROKERS") else self.brokers
        return ("kafka", *(f"kafka-{number}" for number in range(2, count + 1)))

    @property
    def kafka_brokers(self) -> str:
        """Comma separated host:port list."""
        ours = ",".join(f"{HOST}:{self.reach(name)}" for name in self.kafka_names)
        return self.environment.get("KAFKA_BROKERS") or ours

    @property
    def redis(self) -> tuple[str, int]:
        """Host and port."""
        return self._server("REDIS_HOST", "REDIS_PORT", "redis")

    @property
    def database(self) -> tuple[str, int]:
        """Host and port."""
        return self._server("DATABASE_HOST", "DATABASE_PORT", "postgres")

    def _server(self, host: str, port: str, ours: str) -> tuple[str, int]:
        if not self.external(host):
            return HOST, self.reach(ours)
        return self.environment[host], int(self.environment.get(port) or BASE_PORTS[ours])


def _ports(environment: Mapping[str, str], variable: str) -> int:
    text = environment.get(variable) or "0"
    if not text.isdecimal() or max(BASE_PORTS.values()) + int(text) > 65535:
        raise StackError(f"{variable} is {text!r}; set it to a number from 0 to 56000.")
    return int(text)


def _brokers(environment: Mapping[str, str], detour: int) -> int:
    text = environment.get("QUADRILLE_BROKERS") or "1"
    if text not in map(str, KAFKA_BROKERS):
        raise StackError(f"QUADRILLE_BROKERS is {text!r}; set it to {' or '.join(map(str, KAFKA_BROKERS))}.")
    if detour and text != "1":
        raise StackError("QUADRILLE_DETOUR leads to one Kafka broker; leave out QUADRILLE_BROKERS, or the detour.")
    return int(text)


def split_name(name: str) -> tuple[str, int]:
    """Kind and number of a process name: ("gateway", 2) of `gateway-2`, ("kafka", 1) of `kafka`."""
    kind, _, number = name.rpartition("-")
    return (kind, int(number)) if number.isdecimal() else (name, 1)


def _root() -> Path:
    """The repository when the package is installed from it in editable form, else the current folder."""
    root = Path(__file__).resolve().parents[3]
    return root if (root / "uv.lock").exists() else Path.cwd()
