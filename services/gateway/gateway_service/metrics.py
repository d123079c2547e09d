"""What the edge counts beside its requests: when what must hold was checked last, and what came of it."""

from collections.abc import Iterable, Mapping
from typing import Any

from prometheus_client import Gauge

CHECKED = Gauge(
    "quadrille_invariant_checked_timestamp_seconds",
    "When GET /invariants last found that something holds, or is broken",
    ("invariant", "outcome"),
)


def checked(checks: Iterable[Mapping[str, Any]]) -> None:
    """Note the checks of one answer: another gateway may give the next."""
    for check in checks:
        CHECKED.labels(check["name"], "holds" if check["holds"] else "broken").set_to_current_time()
