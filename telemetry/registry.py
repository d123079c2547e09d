"""Which figures each service has: asked of the service's own code, loaded in a process of its own.

Run as a module with a service's name it prints them, or with `--shown` all of them as Prometheus would read them.
"""

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass

from prometheus_client import REGISTRY, generate_latest
from prometheus_client.metrics import MetricWrapperBase
from prometheus_client.metrics_core import Metric
from stack.participants import EDGE, PARTICIPANTS

SERVICES = (EDGE, *PARTICIPANTS)
SUFFIXES: Mapping[str, Sequence[str]] = {"histogram": ("_bucket", "_sum", "_count"), "summary": ("_sum", "_count")}


@dataclass(frozen=True)
class Figure:
    """A metric by its name in queries, with what is said about it."""

    name: str
    type: str
    labels: tuple[str, ...]
    help: str

    @property
    def series(self) -> tuple[str, ...]:
        """The names that its series have."""
        return tuple(self.name + suffix for suffix in SUFFIXES.get(self.type, ("",)))


def of_all() -> dict[str, list[Figure]]:
    """The figures of every service, by its name."""
    with ThreadPoolExecutor() as several:
        return dict(zip(SERVICES, several.map(_of, SERVICES), strict=True))


def shown(service: str) -> str:
    """What Prometheus would read of a service that has counted everything once."""
    return _run(service, "--shown")


def _of(service: str) -> list[Figure]:
    told = json.loads(_run(service))
    return [Figure(each["name"], each["type"], tuple(each["labels"]), each["help"]) for each in told]


def _run(service: str, *options: str) -> str:
    command = [sys.executable, "-m", __name__, service, *options]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


def _registered() -> Iterator[Figure]:
    for collector in list(REGISTRY._collector_to_names):
        if isinstance(collector, MetricWrapperBase):
            labels = tuple(collector._labelnames)
            yield _figure(collector._name, str(collector._type), labels, collector._documentation)
        else:
            yield from map(_of_library, collector.collect())


def _of_library(metric: Metric) -> Figure:
    labels = {label for sample in metric.samples for label in sample.labels}
    return _figure(metric.name, metric.type, tuple(sorted(labels)), metric.documentation)


def _figure(name: str, kind: str, labels: tuple[str, ...], documentation: str) -> Figure:
    return Figure(f"{name}_total" if kind == "counter" else name, kind, labels, documentation)


def _count_all_once() -> None:
    for collector in list(REGISTRY._collector_to_names):
        if isinstance(collector, MetricWrapperBase) and collector._labelnames:
            collector.labels(*collector._labelnames)


if __name__ == "__main__":
    importlib.import_module(f"{sys.argv[1]}_service.app")
    if "--shown" in sys.argv:
        _count_all_once()
        print(generate_latest(REGISTRY).decode(), end="")
    else:
        print(json.dumps([asdict(figure) for figure in _registered()]))
