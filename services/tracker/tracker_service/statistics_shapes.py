"""Figures of sagas as clients get to see them, from which the API's document is made."""

from datetime import datetime

from common.openapi import Money
from typing_extensions import TypedDict


class FailureCount(TypedDict):
    """How many of the compensated sagas failed for one reason."""

    reason: str
    count: int


class Compensations(TypedDict):
    """Sagas compensated, what was returned in them, and how long it took from the cancellation on; None: no saga."""

    count: int
    refunded: Money
    p50Ms: float | None
    p95Ms: float | None


class Minute(TypedDict):
    """What started and ended in one minute, or in as much of it as the window covers."""

    minute: datetime
    started: int
    completed: int
    compensated: int


class Durations(TypedDict):
    """Milliseconds from the start of a saga to its end; None: no saga."""

    p50: float | None
    p95: float | None
    p99: float | None


class NodeShare(TypedDict):
    """How many of the sagas started by one order process, and which part of all."""

    node: str
    count: int
    share: float


class Totals(TypedDict):
    """The figures that are one number each, or a few."""

    active: int
    completed: int
    compensated: int
    completionRate: float | None
    compensations: Compensations
    durationMs: Durations


class Statistics(Totals):
    """Figures of a window up to now. `active` is in flight now; `started` and `nodes` are of sagas that started in the
    window, all else of those that ended in it.

    `completionRate` is completed / (completed + compensated), None when nothing ended; `perMinute` is oldest first.
    """

    windowSeconds: int
    failures: list[FailureCount]
    perMinute: list[Minute]
    nodes: list[NodeShare]
