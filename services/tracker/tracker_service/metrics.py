"""What the tracker counts: how sagas ended, how long they took, and how many are in flight or in trouble."""

from collections.abc import Iterable
from functools import cache

from prometheus_client import Counter, Gauge, Histogram

from tracker_service.readings import ms
from tracker_service.saga import ENDED, Saga

SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)
MOST_REASONS = 30  # a provider may have reasons of its own; those that are met later are `other`

# A saga that is cancelled after it was confirmed ends twice: COMPLETED, then COMPENSATED.
ENDINGS = Counter("quadrille_sagas_ended_total", "Sagas that came to an end", ("status", "reason"))
LASTED = Histogram("quadrille_saga_seconds", "From a saga's start to its end", ("status",), buckets=SECONDS)
ACTIVE = Gauge("quadrille_sagas_active", "Sagas in flight; the same in each process")
STUCK = Gauge("quadrille_sagas_stuck", "Sagas in flight of which nothing was heard for too long; the same in each")
VIOLATING = Gauge("quadrille_sagas_violating", "Sagas that broke the protocol; the same in each process")
VIOLATIONS = Counter("quadrille_protocol_violations_total", "Events that broke the protocol of their saga", ("type",))


def told(sagas: Iterable[tuple[str | None, Saga]]) -> None:
    """Count what has come to an end by a commit; beside each saga is the status that was written down before it."""
    for before, saga in sagas:
        if saga.ended_at and saga.status in ENDED and saga.status != before:
            _ending(saga.status, saga.failure_reason or "").inc()
            _lasted(saga.status).observe(ms(saga.ended_at - saga.started_at) / 1000)


_reasons: set[str] = set()


@cache
def _lasted(status: str) -> Histogram:
    return LASTED.labels(status)


def _ending(status: str, reason: str) -> Counter:
    if len(_reasons) < MOST_REASONS:
        _reasons.add(reason)
    return _of(status, reason if reason in _reasons else "other")


@cache
def _of(status: str, reason: str) -> Counter:
    return ENDINGS.labels(status, reason)
