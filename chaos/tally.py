"""What the load saw in one row, and how long nothing went on meanwhile."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from quadrille.client import Json


@dataclass
class Tally:
    """`orders` by id, each accepted by a 201, and when; `longest_wait` is for an answer, in seconds."""

    orders: dict[str, Json] = field(default_factory=dict)
    accepted_at: dict[str, float] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    longest_wait: float = 0.0
    findings: list[str] = field(default_factory=list)

    def refuse(self, code: str) -> None:
        """A request was answered by `code`, and is asked again."""
        self.refused[code] += 1


def slowest(accepted_at: Mapping[str, float], settled_at: Mapping[str, float]) -> float:
    """The longest time from a 201 until that order had settled; seconds."""
    return max((settled_at[order] - time for order, time in accepted_at.items() if order in settled_at), default=0.0)


def longest_stall(accepted_at: Mapping[str, float], settled_at: Mapping[str, float], until: float) -> float:
    """The longest time up to `until` in which some order was waiting and none settled; seconds.

    An order waits from its 201 until it has settled; one that had settled before its 201 came did not wait.
    """
    changes = [(time, -1 if order in accepted_at else 0) for order, time in settled_at.items()]
    for order, time in accepted_at.items():
        settled = settled_at.get(order, until)
        changes.append((min(time, settled), 1))
    longest, waiting, since = 0.0, 0, 0.0
    # Of the same moment the beginning counts first, so that who had settled before its 201 waited for no time.
    for time, change in sorted(changes, key=lambda one: (one[0], -one[1])):
        if time > until:
            break
        if waiting and change <= 0:
            longest = max(longest, time - since)
        if change <= 0 or not waiting:
            since = time
        waiting += change
    return max(longest, until - since) if waiting else longest
