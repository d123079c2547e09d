"""What surrounds an event on its way: identity, causality and place; the event itself is in common.contracts."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common.contracts import Event


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as its owner's event store holds it: the `version`-th (from 1) of its `stream`."""

    id: UUID
    stream: UUID
    version: int
    event: Event
    correlation_id: UUID
    causation_id: UUID
    traceparent: str | None
    node: str
    time: datetime


@dataclass(frozen=True, slots=True)
class Received(Recorded):
    """An event as a consumer got it, with the record's place in Kafka and the service that said it."""

    source: str
    topic: str
    partition: int
    offset: int
