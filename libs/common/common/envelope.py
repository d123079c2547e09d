"""What surrounds an event on its way: identity, causality and place; the event itself is in common.contracts."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from common.contracts import Event


class Written(NamedTuple):
    """What another release wrote, which this one reads in its own way: whoever keeps the event keeps this."""

    value: str
    schema_version: int
    readable_since: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as its owner's event store holds it: the `version`-th (from 1) of its `stream`.

    `written` is there when it has another schema version than is written today.
    """

    id: UUID
    stream: UUID
    version: int
    event: Event
    correlation_id: UUID
    causation_id: UUID
    traceparent: str | None
    node: str
    time: datetime
    written: Written | None = field(default=None, kw_only=True)

    def as_written(self) -> Written:
        """What is to be kept of it."""
        event = self.event
        return self.written or Written(event.to_json(), event.schema_version, event.readable_since)


@dataclass(frozen=True, slots=True)
class Received(Recorded):
    """An event as a consumer got it, with the record's place in Kafka and the service that said it."""

    source: str
    topic: str
    partition: int
    offset: int
