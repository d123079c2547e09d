"""What is played: which products are ordered how often, and what must come of it."""

from dataclasses import dataclass
from typing import Literal

# How orders must be spread over the nodes: not at all, some to each, or the same share to each.
Spread = Literal["any", "each", "even"]


@dataclass(frozen=True)
class Scenario:
    """Orders that are placed all at once; `times` has how often each of its products is ordered."""

    name: str
    times: tuple[int, ...]
    spread: Spread = "any"

    @property
    def asked(self) -> int:
        """How many orders are placed."""
        return sum(self.times)

    @property
    def created(self) -> int:
        """How many of them must be created: one for each product. All others must be refused as duplicates."""
        return len(self.times)

    @property
    def refused(self) -> int:
        """How many of them must be refused."""
        return self.asked - self.created


SCENARIOS = {
    scenario.name: scenario
    for scenario in (
        Scenario("duplicate", (5,)),
        Scenario("individual", (1,) * 15, "each"),
        Scenario("mixed", (3, 4, 5, 1, 1, 1, 1, 1)),
        Scenario("distribution", (1,) * 60, "even"),
    )
}
