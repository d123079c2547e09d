"""Waits until every container of the composition is healthy: `docker compose up --wait`, for the older tool too."""

import os
import sys
import time

import docker
from docker.models.containers import Container

PROJECT = os.environ.get("COMPOSE_PROJECT_NAME", "quadrille")
LONGEST_SECONDS = 180.0


def wait(client: docker.DockerClient, project: str = PROJECT, longest: float = LONGEST_SECONDS) -> list[str]:
    """Tell of each container as it becomes healthy; returns the names of those that did not in time."""
    began, healthy = time.monotonic(), set[str]()
    while True:
        elapsed = time.monotonic() - began
        states = {str(each.name): state(each) for each in containers(client, project)}
        for name in sorted(states):
            if states[name] == "healthy" and name not in healthy:
                healthy.add(name)
                sys.stdout.write(f"{elapsed:5.1f} s  {name} healthy\n")
                sys.stdout.flush()
        late = sorted(states.keys() - healthy)
        if not late or elapsed > longest:
            return late
        time.sleep(0.5)


def containers(client: docker.DockerClient, project: str = PROJECT) -> list[Container]:
    """Those of the project, whether they run or not."""
    return list(client.containers.list(all=True, filters={"label": f"com.docker.compose.project={project}"}))


def state(container: Container) -> str:
    """`healthy`, `starting`, `unhealthy`; of one that has no healthcheck, that it runs is all that is known."""
    found = container.attrs["State"]
    health = found.get("Health", {}).get("Status", "")
    return health or ("healthy" if found["Status"] == "running" else str(found["Status"]))


if __name__ == "__main__":
    if late := wait(docker.from_env()):
        sys.exit(f"Not healthy within {LONGEST_SECONDS:.0f} s: {', '.join(late)}.")
