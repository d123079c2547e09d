"""A dead letter as an operator sees it: the record, who could not handle it and why, and what was done about it."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from common.cloudevents import Headers
from common.dead_letters import OURS, Origin
from common.settlements import Settlement

from quadrille.kafka.printing import as_text, printable

WAITING = "waiting"


class LetterId(NamedTuple):
    """The number of a letter: its place in the dead-letter topic of a service, written `order:2:17`."""

    service: str
    partition: int
    offset: int

    def __str__(self) -> str:
        return f"{self.service}:{self.partition}:{self.offset}"

    @classmethod
    def parse(cls, text: str) -> "LetterId":
        """Raises `ValueError` when it is no number of a letter."""
        matched = re.fullmatch(r"([^:]+):(\d{1,9}):(\d{1,18})", text, re.ASCII)
        if matched is None:
            raise ValueError(f"{text!r} is no number of a dead letter, such as order:2:17")
        return cls(matched[1], int(matched[2]), int(matched[3]))


@dataclass(frozen=True)
class Letter:
    """A record of a dead-letter topic; `settlements` are what was said about it, in order."""

    service: str
    record: Any
    settlements: list[Settlement]

    @property
    def id(self) -> LetterId:
        """Its number."""
        return LetterId(self.service, self.record.partition, self.record.offset)

    @property
    def state(self) -> str:
        """`waiting`, or what was done last."""
        return self.settlements[-1].state if self.settlements else WAITING

    @cached_property
    def told(self) -> dict[str, str]:
        """Every header as printable text; of several with one name the last."""
        return {printable(name): as_text(value) for name, value in self.record.headers}

    @property
    def headers(self) -> Headers:
        """The headers of the record as it came."""
        return [pair for pair in self.record.headers if not pair[0].startswith(OURS)]

    @property
    def origin(self) -> Origin:
        """Where the record came from: its place here, when nobody has told."""
        try:
            return Origin.told(self.record.headers)
        except ValueError:
            return Origin(self.record.topic, self.record.partition, self.record.offset, attempts=1)

    @property
    def omitted(self) -> int:
        """How many bytes were left out because the record was too large; the origin has them."""
        told = self.told.get("dl_omitted", "0")
        return int(told) if told.isdecimal() else 0
