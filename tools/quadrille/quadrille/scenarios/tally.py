"""What became of a scenario's orders, counted from the orders and sagas as they are read back."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from quadrille.client import Json

CREATED, DUPLICATE = "201", "409 DUPLICATE_ORDER"


@dataclass
class Tally:
    """The answers to placing orders, as status and code, and the orders and ended sagas that were found afterwards."""

    answers: Counter[str] = field(default_factory=Counter)
    orders: list[Json] = field(default_factory=list)
    sagas: list[Json] = field(default_factory=list)

    @property
    def created(self) -> int:
        """Orders that are there."""
        return len(self.orders)

    @property
    def refused(self) -> int:
        """Orders refused as duplicates."""
        return self.answers[DUPLICATE]

    @property
    def others(self) -> dict[str, int]:
        """How many got an answer that no scenario expects."""
        return {answer: count for answer, count in self.answers.items() if answer not in (CREATED, DUPLICATE)}

    @property
    def completed(self) -> int:
        """Sagas that ended well."""
        return sum(saga["status"] == "COMPLETED" for saga in self.sagas)

    @property
    def contested(self) -> int:
        """Products that are in several of the orders."""
        products = Counter(item["productId"] for order in self.orders for item in order["items"])
        return sum(count > 1 for count in products.values())

    @property
    def seconds(self) -> float | None:
        """From the first order to the end of the last saga, by the clocks of the services; None while none has
        ended."""
        if not self.sagas:
            return None
        begun = min(datetime.fromisoformat(order["createdAt"]) for order in self.orders)
        ended = max(datetime.fromisoformat(saga["endedAt"]) for saga in self.sagas)
        return (ended - begun).total_seconds()

    def share(self, of: str) -> dict[str, float]:
        """The share of the orders that each node took, by its name; `of` is the order's field that names it."""
        counts = Counter(order[of] for order in self.orders)
        return {node: counts[node] / len(self.orders) for node in sorted(counts)}
