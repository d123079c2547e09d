"""What came of verifying, added up from the gateway's answers; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from quadrille.client import Json

MOST = 100  # offenders named of each check; all are counted
SETTLED = "every order has come to an end, and everybody has heard of it"


@dataclass
class Check:
    """One thing that must hold; `found` are sentences, each about an order or a service, and not all that there are."""

    name: str
    expected: Any = 0
    actual: Any = 0
    holds: bool = True
    found: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Verdict:
    """Whether everything holds, after looking at `checked` orders for `seconds`; `dead_letters` wait by service."""

    checks: Sequence[Check]
    checked: int
    in_flight: int
    seconds: float
    dead_letters: Mapping[str, int]

    @property
    def holds(self) -> bool:
        """Whether all do."""
        return all(check.holds for check in self.checks)

    def wrong(self) -> list[str]:
        """Everything that does not hold, in sentences that name who."""
        return [line for check in self.checks if not check.holds for line in _lines(check)]

    def document(self) -> Json:
        """The same as JSON."""
        checks = [
            {
                "name": check.name,
                "holds": check.holds,
                "expected": check.expected,
                "actual": check.actual,
                "offenders": [{"who": who, "what": what} for who, what in check.found],
            }
            for check in self.checks
        ]
        return {
            "holds": self.holds,
            "checked": self.checked,
            "inFlight": self.in_flight,
            "seconds": round(self.seconds, 3),
            "checks": checks,
            "deadLetters": dict(self.dead_letters),
        }


def add_up(answers: Iterable[Json]) -> list[Check]:
    """The checks of all answers, each once; sums are only in the first answer."""
    checks: dict[str, Check] = {}
    in_flight = 0
    for answer in answers:
        in_flight += answer["inFlight"]
        for one in answer["checks"]:
            check = checks.setdefault(one["name"], Check(one["name"], one["expected"]))
            check.holds &= one["holds"]
            check.actual += one["actual"]
            room = MOST - len(check.found)
            check.found += [(offender["orderId"], offender["what"]) for offender in one["offenders"][:room]]
    return [*checks.values(), Check(SETTLED, 0, in_flight, in_flight == 0)]


def _lines(check: Check) -> list[str]:
    if not check.found:
        return [f"{check.name}: {check.actual}, not {check.expected}"]
    more = [f"{check.name}: {check.actual} in all"] if check.actual > len(check.found) else []
    return [*(f"{who}: {what}" for who, what in check.found), *more]
