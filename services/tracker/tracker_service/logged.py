"""An event of the log as callers see it, in traces, lists and streams alike."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

import orjson
from pydantic import InstanceOf, WithJsonSchema
from typing_extensions import TypedDict

COLUMNS = """id, type, source, node, time, stream, version, correlation_id, causation_id, topic, partition, "offset",
    data::text"""

Data = Annotated[
    InstanceOf[orjson.Fragment], WithJsonSchema({"type": "object", "description": "as its service said it"})
]


@dataclass(frozen=True, slots=True)
class Logged:
    """A row of `COLUMNS`; `data` is JSON."""

    id: UUID
    type: str
    source: str
    node: str
    time: datetime
    stream: UUID
    version: int
    correlation_id: UUID
    causation_id: UUID
    topic: str
    partition: int
    offset: int
    data: str


class EventView(TypedDict):
    """One event, with its cause and its place in Kafka; `version` counts what `source` said of its stream, from 1."""

    id: UUID
    type: str
    source: str
    node: str
    time: datetime
    version: int
    correlationId: UUID
    causationId: UUID
    topic: str
    partition: int
    offset: int
    data: Data


def view_of(event: Logged) -> EventView:
    """What a caller who may see the event gets to see of it."""
    return {
        "id": event.id,
        "type": event.type,
        "source": event.source,
        "node": event.node,
        "time": event.time,
        "version": event.version,
        "correlationId": event.correlation_id,
        "causationId": event.causation_id,
        "topic": event.topic,
        "partition": event.partition,
        "offset": event.offset,
        "data": orjson.Fragment(event.data),
    }
