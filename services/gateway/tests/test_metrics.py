"""When something that must hold was checked last, and what came of it."""

import time

from gateway_service.metrics import checked
from prometheus_client import REGISTRY


def at(invariant: str, outcome: str) -> float | None:
    labels = {"invariant": invariant, "outcome": outcome}
    return REGISTRY.get_sample_value("quadrille_invariant_checked_timestamp_seconds", labels)


def test_each_check_leaves_the_time_under_what_came_of_it() -> None:
    begun = time.time()
    checked([{"name": "one", "holds": True}, {"name": "another", "holds": False}])
    assert (at("one", "holds") or 0) >= begun
    assert (at("another", "broken") or 0) >= begun
    assert at("one", "broken") is at("another", "holds") is None
