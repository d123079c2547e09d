"""What an open load came to."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from bench.arrivals import Arrivals
from bench.latency import percentiles
from bench.watch import Watch

BEGINNING_SECONDS = 2.0  # in which queues fill; goodput is counted from then until no more orders come


@dataclass(frozen=True)
class Outcome:
    """Of `offered` orders, `rate` a second: how many went which way, `goodput` settled a second, times by percentile.

    An order is lost that neither settled nor was refused, be it accepted or never answered.

    Times are in milliseconds from when an order was due.
    """

    rate: float
    offered: int
    sent: int
    accepted: int
    settled: int
    lost: int
    goodput: float
    refused: Counter[str]
    told_when: int
    late: dict[str, float]
    answered: dict[str, float]
    turned_away: dict[str, float]
    settled_after: dict[str, float]

    def figures(self, peak: float) -> dict[str, Any]:
        """To be written down; `peak` is in sagas a second."""
        return {
            "ratePerSecond": self.rate,
            "offered": self.offered,
            "sent": self.sent,
            "accepted": self.accepted,
            "settled": self.settled,
            "lost": self.lost,
            "goodputPerSecond": self.goodput,
            "goodputOfPeak": self.goodput / peak,
            "refused": dict(self.refused),
            "refusedWithRetryAfter": self.told_when,
            "lateMs": self.late,
            "answeredMs": self.answered,
            "refusedMs": self.turned_away,
            "settledMs": self.settled_after,
        }


def outcome_of(arrivals: Arrivals, watch: Watch, rate: float, seconds: float) -> Outcome:
    """Of orders that came at `rate` for `seconds`."""
    when = {order: watch.when(order) for order in arrivals.accepted if watch.has_settled(order)}
    first, last = arrivals.begun + min(BEGINNING_SECONDS, seconds / 2), arrivals.begun + seconds
    return Outcome(
        rate=rate,
        offered=len(arrivals.due),
        sent=len(arrivals.late),
        accepted=len(arrivals.accepted),
        settled=len(when),
        lost=len(arrivals.due) - arrivals.refused.total() - len(when),
        goodput=sum(first <= at < last for at in when.values()) / (last - first),
        refused=arrivals.refused,
        told_when=arrivals.told_when,
        late=percentiles(arrivals.late),
        answered=percentiles(arrivals.answered),
        turned_away=percentiles(arrivals.turned_away),
        settled_after=percentiles(at - arrivals.accepted[order] for order, at in when.items()),
    )
