"""What the payment service counts: its calls of the provider, by what came of each."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from prometheus_client import Histogram

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)

CALLS = Histogram(
    "quadrille_provider_call_seconds",
    "Calls of the payment provider: agreed, declined, refused, unavailable (5xx, 429) or unanswered",
    ("call", "outcome"),
    buckets=SECONDS,
)
_OUTCOMES = {0: "unanswered", 402: "declined", 429: "unavailable"}


class Call:
    """One call; `status` is that of its answer, 0 while there is none."""

    status = 0

    @property
    def outcome(self) -> str:
        """What came of it, in one word."""
        by_class = {2: "agreed", 5: "unavailable"}.get(self.status // 100, "refused")
        return _OUTCOMES.get(self.status, by_class)


@contextmanager
def calling(name: str) -> Iterator[Call]:
    """Around one call of the provider."""
    call, begun = Call(), time.perf_counter()
    try:
        yield call
    finally:
        _calls(name, call.outcome).observe(time.perf_counter() - begun)


@cache
def _calls(name: str, outcome: str) -> Histogram:
    return CALLS.labels(name, outcome)
