"""What kustomize makes of an overlay, as data, and the few ways in which all tests look at it."""

import subprocess
from collections.abc import Iterator
from functools import cache
from typing import Any

import yaml

from tests.kubernetes.tools import K8S, program

Object = dict[str, Any]

LOCAL, PRODUCTION = "local", "production"
OVERLAYS = (LOCAL, PRODUCTION, "production-eks", "production-gke")


@cache
def text(overlay: str) -> str:
    """As `kubectl apply -k` would send it."""
    command = [str(program("kubectl")), "kustomize", str(K8S / "overlays" / overlay)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


@cache
def rendered(overlay: str) -> tuple[Object, ...]:
    """Every object of an overlay."""
    return tuple(yaml.safe_load_all(text(overlay)))


def of_kind(overlay: str, *kinds: str) -> list[Object]:
    """Those of some kinds, in the order in which they are applied."""
    return [each for each in rendered(overlay) if each["kind"] in kinds]


def named(overlay: str, kind: str, name: str) -> Object:
    """The one of that name. Raises StopIteration when there is none."""
    return next(each for each in of_kind(overlay, kind) if each["metadata"]["name"] == name)


def workloads(overlay: str) -> dict[str, Object]:
    """The pod template of all that makes pods, by its name."""
    made = {each["metadata"]["name"]: each["spec"] for each in of_kind(overlay, "Deployment", "StatefulSet", "CronJob")}
    return {name: spec.get("jobTemplate", {}).get("spec", spec)["template"] for name, spec in made.items()}


def containers(overlay: str) -> Iterator[tuple[str, Object]]:
    """Each container with the name of its workload."""
    for name, template in workloads(overlay).items():
        for container in template["spec"]["containers"]:
            yield name, container


def environment(overlay: str, container: Object) -> dict[str, str]:
    """What a container is told by ConfigMaps and literals, the later winning; what the cluster fills in is empty."""
    told: dict[str, str] = {}
    for source in container.get("envFrom", []):
        told |= named(overlay, "ConfigMap", source["configMapRef"]["name"])["data"]
    return told | {each["name"]: each.get("value", "") for each in container.get("env", [])}
