"""The rows of the matrix: which service dies at which failpoint."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from common.failpoints import CATALOGUE

CONSUMING = ("consume", "inbox", "offsets")
SPEAKING = ("store", "command", "relay", "publisher")
# The parts of a failpoint's name before its dot that each service passes on behalf of a saga.
PARTS = {
    "order": (*CONSUMING, *SPEAKING, "once", "answer", "lock", "timer"),
    "payment": (*CONSUMING, *SPEAKING, "job", "provider"),
    "tracker": CONSUMING,
}


@dataclass(frozen=True, order=True)
class Row:
    """A service in which something happens when it passes a failpoint: by `plan`, as common.failpoints has it."""

    service: str
    failpoint: str
    plan: str = "kill"

    def __str__(self) -> str:
        return f"{self.service} {self.failpoint}" + (f"={self.plan}" if self.plan != "kill" else "")


def rows(plan: str) -> list[Row]:
    """All rows, the services in turn: a process that has just been killed gets time to stand up again."""
    by_service = [
        [Row(service, name, plan) for name in CATALOGUE if name.split(".")[0] in parts]
        for service, parts in PARTS.items()
    ]
    return [row for row in _in_turn(by_service) if row is not None]


def _in_turn(lists: list[list[Row]]) -> Iterator[Row | None]:
    for some in zip_longest(*lists):
        yield from some
