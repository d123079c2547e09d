"""A record as an operator sees it: the event in it, or why it is none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Protocol
from uuid import UUID

from common import cloudevents
from common.envelope import Received
from common.errors import Poison

from quadrille.kafka.printing import text

LATEST_MS = 253_402_300_799_000  # the year 9999; a record may claim any time at all


class Written(cloudevents.Record, Protocol):
    """What is used of aiokafka's `ConsumerRecord`s."""

    timestamp: int
    headers: Sequence[tuple[str, bytes | None]]


@dataclass(frozen=True)
class Seen:
    """A record; of two headers with one name the last is told."""

    record: Written

    @cached_property
    def read(self) -> Received | str:
        """The event, or the reason why the contracts installed here make no event of it."""
        try:
            event = cloudevents.parse(self.record, self.record.headers)
        except Poison as poison:
            return poison.reason
        assert event is not None  # every type is wanted here
        return event

    @property
    def event(self) -> Received | None:
        """The event, if it is one."""
        return None if isinstance(self.read, str) else self.read

    @property
    def place(self) -> str:
        """Where it is, such as `order.events.v1:2:17`."""
        return f"{self.record.topic}:{self.record.partition}:{self.record.offset}"

    @property
    def written(self) -> datetime:
        """When it was given to Kafka."""
        return datetime.fromtimestamp(min(self.record.timestamp, LATEST_MS) / 1000, UTC)

    @cached_property
    def time(self) -> datetime:
        """When it was said; of what does not say when it was written."""
        try:
            said = datetime.fromisoformat(self.header("ce_time") or "")
            return said.astimezone(UTC) if said.tzinfo else self.written
        except (ValueError, OverflowError):
            return self.written

    @property
    def type(self) -> str | None:
        """The type, whether a contract knows it or not."""
        return self.header("ce_type")

    @property
    def schema_version(self) -> int | None:
        """The version of the shape it was written in."""
        version = (self.header("ce_dataschema") or "").rpartition(":")[2]
        return int(version) if re.fullmatch(r"\d{1,9}", version, re.ASCII) else None

    @property
    def stream(self) -> str:
        """The stream it belongs to: the key."""
        return text(self.record.key)

    @property
    def order_id(self) -> UUID | None:
        """The order it is about, if it is about one."""
        found = getattr(self.event.event, "order_id", None) if self.event else None
        return found if isinstance(found, UUID) else None

    def header(self, name: str) -> str | None:
        """The header of that name."""
        for each, value in reversed(self.record.headers):
            if each == name and value is not None:
                return text(value)
        return None
