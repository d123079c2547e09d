"""The figures of all measurements, as their commands wrote them down, and what is asked of them more than once."""

from collections.abc import Mapping
from typing import Any

from bench.figures import recorded

Figures = Mapping[str, Any]
NAMES = ("sagas", "open", "peers", "growth", "backlog", "bare", "memory")
SERVERS = {"kafka", "postgres", "redis", "nginx", "supervisor", "payment-sandbox"}  # who is no service of ours


class NotMeasured(Exception):
    """A measurement has not been made yet, or not of this."""


def kept_figures() -> dict[str, Figures]:
    """Of every measurement that was made, by its name."""
    return {name: figures for name in NAMES if (figures := recorded(name)) is not None}


def of_clients(rounds: Any, clients: int) -> Figures:
    """The round of so many clients. Raises `NotMeasured`."""
    for each in rounds:
        if each["clients"] == clients:
            return dict(each)
    raise NotMeasured


def rounds_of(figures: Figures, system: str) -> Any:
    """A system's rounds, one for each number of clients. Raises `NotMeasured`."""
    found = figures["systems"].get(system)
    if found is None:
        raise NotMeasured
    return found


def best_rate(rounds: Any) -> float:
    """Sagas a second, at the number of clients at which there were most."""
    return max(float(each["settledPerSecond"]) for each in rounds)


def services_of(megabytes: Figures) -> dict[str, float]:
    """What is ours among the processes of a stack."""
    return {name: float(each) for name, each in megabytes.items() if name not in SERVERS}
