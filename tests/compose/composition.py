"""The composition under test: started and stopped by the same targets as anybody's, beside whatever else runs."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import docker
from docker.models.containers import Container

from compose.healthy import containers
from conftest import OFFSET
from tests.architecture.source import ROOT
from tests.compose.engine import composes

PROJECT, TAG = "quadrille-test", "test"
PORTS = {"NGINX_PORT": 8090, "GATEWAY_1_PORT": 3000, "GATEWAY_2_PORT": 3001, "GATEWAY_3_PORT": 3002, "KAFKA_PORT": 9092}
SERVICES = ("order", "payment", "auth", "gateway", "tracker", "payment-sandbox")
BESIDE = 70  # ports: the stack that all other tests share has those of OFFSET itself
SECONDS = 600


@dataclass(frozen=True)
class Composition:
    """`images` are variables of compose/servers.yaml and the like; none for the official ones."""

    client: docker.DockerClient
    home: Path
    images: dict[str, str]

    @property
    def environment(self) -> dict[str, str]:
        """Names, ports and a network of its own, for what runs on this machine goes on meanwhile."""
        ports = {name: str(port + OFFSET + BESIDE) for name, port in PORTS.items()}
        own = {"COMPOSE_PROJECT_NAME": PROJECT, "TAG": TAG, "SECRETS": str(self.home / "secrets")}
        others = {"EDGE_NETWORK": "172.30.91", "RATE_LIMIT_PER_MINUTE": "0"}  # one machine plays all clients
        return {**os.environ, **ports, **own, **others, **self.images}

    @property
    def url(self) -> str:
        """Where its nginx answers."""
        return f"http://127.0.0.1:{self.environment['NGINX_PORT']}"

    def up(self) -> None:
        """Build, start, and wait until it is healthy; raises AssertionError with what was said."""
        ran = self._run("make", "compose-up")
        assert ran.returncode == 0, f"{ran.stdout[-3000:]}\n{ran.stderr[-3000:]}\n{self.logs()}"

    def down(self) -> None:
        """Stop it by the target that keeps data, then delete the data too."""
        self._run("make", "compose-down")
        compose = composes()[0]
        self._run(*compose, "--file", "compose/compose.yaml", "down", "--volumes", "--remove-orphans")

    def container(self, name: str) -> Container:
        """`order-1` and so on."""
        label = f"com.docker.compose.service={name}"
        return next(each for each in containers(self.client, PROJECT) if label in _labels(each))

    def logs(self) -> str:
        """The end of what each container said that is not well."""
        late = [each for each in containers(self.client, PROJECT) if each.attrs["State"].get("ExitCode") or _sick(each)]
        return "\n".join(f"--- {each.name}\n{each.logs(tail=15).decode(errors='replace')}" for each in late)

    def _run(self, *command: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, check=False, capture_output=True, text=True, timeout=SECONDS
        )


def _labels(container: Container) -> list[str]:
    return [f"{name}={value}" for name, value in container.labels.items()]


def _sick(container: Container) -> bool:
    return bool(container.attrs["State"].get("Health", {}).get("Status") != "healthy")


def first(service: str) -> str:
    """The first replica's name."""
    return service if service == "payment-sandbox" else f"{service}-1"
