"""How a topic stands: whose it is, what it keeps, and how far every consumer group has read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from common.contracts import topic_of
from common.topics import dead_letters_of, retries_of, settled_of

KINDS = {"events": topic_of, "dead letters": dead_letters_of, "settled": settled_of, "retries": retries_of}


def owner_of(topic: str) -> str:
    """The service that writes it; Kafka's own topics have none."""
    return "" if topic.startswith("__") else topic.partition(".")[0]


def kind_of(topic: str) -> str:
    """Which of `KINDS` it is; else `internal` to Kafka, or `other`."""
    owner = owner_of(topic)
    for kind, name_of in KINDS.items():
        if owner and topic == name_of(owner):
            return kind
    return "other" if owner else "internal"


@dataclass(frozen=True)
class Part:
    """A partition: its records have the offsets from `first` to before `end`; `committed` is by group."""

    number: int
    first: int
    end: int
    committed: Mapping[str, int]

    @property
    def kept(self) -> int:
        """How many records there are, transactions and compaction aside."""
        return self.end - self.first

    def lag(self, group: str) -> int:
        """How many of them the group has yet to read: all, where it has committed nothing."""
        at = max(self.committed.get(group, 0), self.first)
        return max(self.end - at, 0)  # a topic made anew may end before what was committed


@dataclass(frozen=True)
class Topic:
    """A topic with its partitions, in order."""

    name: str
    parts: Sequence[Part]

    @property
    def owner(self) -> str:
        """The service that writes it."""
        return owner_of(self.name)

    @property
    def kind(self) -> str:
        """What its records are."""
        return kind_of(self.name)

    @property
    def kept(self) -> int:
        """How many records there are."""
        return sum(part.kept for part in self.parts)

    @property
    def lags(self) -> dict[str, int]:
        """How many records each group has yet to read, by group; groups that never committed here are not known."""
        groups = sorted({group for part in self.parts for group in part.committed})
        return {group: sum(part.lag(group) for part in self.parts) for group in groups}
