"""What one round came to, and how those of several turns become one figure: the median, or the longest time."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from bench.latency import PERCENTILES, percentiles


@dataclass(frozen=True)
class Round:
    """`clients` at once: how many sagas settled, after how many seconds each, and what else came, by kind.

    `neighbours` is what share of the machine others took meanwhile.
    """

    clients: int
    seconds: float
    settled: int
    times: Sequence[float]
    others: Counter[str] = field(default_factory=Counter)
    neighbours: float = 0.0

    @property
    def rate(self) -> float:
        """Sagas settled a second."""
        return self.settled / self.seconds


def figures_of(rounds: Sequence[Round]) -> dict[str, Any]:
    """Rounds with the same number of clients as figures: medians, and what each round had; times in milliseconds."""
    rates = [each.rate for each in rounds]
    times = [percentiles(each.times) for each in rounds if each.times]
    told = {
        name: [each[name] for each in times] for name in PERCENTILES if times and all(name in each for each in times)
    }
    return {
        "clients": rounds[0].clients,
        "settledPerSecond": round(median(rates), 1),
        "settledMs": {name: round((max if name == "max" else median)(found), 2) for name, found in told.items()},
        "settled": [each.settled for each in rounds],
        "rates": [round(rate, 1) for rate in rates],
        "others": dict(sum((each.others for each in rounds), Counter[str]())),
        "neighbours": [round(each.neighbours, 3) for each in rounds],
    }
