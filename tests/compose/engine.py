"""Finds a Docker engine and a Compose; where there is none, the test is skipped and says how to get one."""

import shutil
import subprocess

import docker
import pytest
from docker.errors import DockerException

HOW = "install docker.io and docker-compose, start dockerd, and set DOCKER_HOST if its socket is not the usual one"


def engine() -> docker.DockerClient:
    """A client of the engine that answers; skips where none does."""
    try:
        client = docker.from_env(timeout=120)
        client.ping()
    except DockerException:
        pytest.skip(f"no Docker engine answers: {HOW}")
    return client


def composes() -> list[list[str]]:
    """The commands that are here: the plugin, the older tool in Python, or both, the plugin first."""
    found = [["docker", "compose"]] if shutil.which("docker") and _answers("docker", "compose") else []
    return [*found, *([["docker-compose"]] if shutil.which("docker-compose") else [])]


def _answers(*command: str) -> bool:
    return subprocess.run([*command, "version"], capture_output=True, check=False).returncode == 0
