"""All that is written by code: each file as text, by its path in the repository."""

from collections.abc import Mapping, Sequence

import yaml
from stack.settings import Settings

from telemetry.boards import boards
from telemetry.reference import page
from telemetry.registry import Figure
from telemetry.scraping import prometheus

NOTICE = "Written by `python -m telemetry` (make docs); do not edit."
FOR_THE_DEFAULT_PORTS: Mapping[str, str] = {}


def written(figures: Mapping[str, Sequence[Figure]]) -> dict[str, str]:
    """Whom Prometheus asks, the dashboards, and the page of figures."""
    settings = Settings.load(FOR_THE_DEFAULT_PORTS)
    files = {f"telemetry/dashboards/{name}.json": text for name, text in boards().items()}
    asking = yaml.safe_dump(prometheus(settings), sort_keys=False)
    return {**files, "telemetry/prometheus.yaml": f"# {NOTICE}\n{asking}", "docs/metrics.md": page(figures)}
