"""What one round came to, and how rounds of several turns become one figure: the median of each."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from bench.latency import PERCENTILES, percentiles


@dataclass(frozen=True)
class Round:
    """`clients` at once: how many sagas settled, after how many seconds each, and what else came, by kind."""

    clients: int
    seconds: float
    settled: int
    times: Sequence[float]
    others: Counter[str] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """Sagas settled a second."""
        return self.settled / self.seconds


def figures_of(rounds: Sequence[Round]) -> dict[str, Any]:
    """Rounds with the same number of clients as figures: medians, times in milliseconds, and the rate of each round."""
    rates = [each.rate for each in rounds]
    times = [percentiles(each.times) for each in rounds if each.times]
    return {
        "clients": rounds[0].clients,
        "settledPerSecond": round(median(rates), 1),
        "settledMs": {name: round(median(each[name] for each in times), 2) for name in PERCENTILES if times},
        "rates": [round(rate, 1) for rate in rates],
        "others": dict(sum((each.others for each in rounds), Counter[str]())),
    }
