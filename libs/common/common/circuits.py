"""Circuit breakers as a figure: a service adds `changed` to the listeners of its breakers."""

from typing import Any

from prometheus_client import Gauge

OPEN = Gauge("quadrille_circuit_open", "1 while calls are not made, for those before failed", ("circuit",))


def changed(circuit: str, what: str, event: Any) -> None:
    """Called by purgatory for everything that happens to a breaker."""
    if what == "circuit_breaker_created":
        OPEN.labels(circuit).set(0)
    elif what == "state_changed":
        OPEN.labels(circuit).set(event.state != "closed")
