"""What came of judging many orders: how many there were, and for each check who breaks it."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from gateway_service.auditing.findings import CHECKS
from gateway_service.auditing.judging import Clock, judge
from gateway_service.auditing.pages import Known

MOST = 100  # offenders named of each check; all are counted


class Tally:
    """Counts orders page by page."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._broken: Counter[str] = Counter()
        self._offenders: dict[str, list[dict[str, str]]] = {check: [] for check in CHECKS}
        self.checked = self.in_flight = 0

    def add(self, orders: Iterable[Known]) -> None:
        """Judge some more."""
        for known in orders:
            judgement = judge(known, self._clock)
            self.checked += 1
            self.in_flight += judgement.in_flight
            for check, what in judgement.findings:
                self._broken[check] += 1
                if len(self._offenders[check]) < MOST:
                    self._offenders[check].append({"orderId": known.order_id, "what": what})

    def checks(self) -> list[dict[str, Any]]:
        """One for each thing that was checked; `actual` counts findings."""
        return [
            {
                "name": check,
                "holds": not self._broken[check],
                "expected": 0,
                "actual": self._broken[check],
                "offenders": self._offenders[check],
            }
            for check in CHECKS
        ]
