"""A golden record: the example of a contract as it is written to Kafka, byte for byte the same at every run."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from common import cloudevents
from common.contracts import Event, topic_of
from common.envelope import Received

from quadrille.contracts.released import Golden

_EVENT = UUID("0199c2a4-0000-7000-8000-000000000001")
_CAUSE = UUID("0199c2a4-0000-7000-8000-000000000002")
_CORRELATION = UUID("0199c2a4-0000-7000-8000-000000000003")
_TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
_TIME = datetime(2026, 1, 1, 12, tzinfo=UTC)


@dataclass
class _Record:
    """What a consumer gets."""

    topic: str
    key: bytes | None
    value: bytes | None
    partition: int = 0
    offset: int = 0


def golden(contract: type[Event]) -> Golden:
    """The record of the contract's example."""
    event = contract.example()
    headers = cloudevents.headers(
        event_id=_EVENT,
        event_type=event.type,
        schema_version=event.schema_version,
        source=event.owner,
        stream_version=1,
        correlation_id=_CORRELATION,
        causation_id=_CAUSE,
        traceparent=_TRACE,
        node=f"{event.owner}-1",
        time=_TIME,
        readable_since=event.readable_since,
    )
    stream = getattr(event, next(iter(contract.model_fields)))  # what an event names first is what it is about
    return Golden(topic=topic_of(event.owner), key=str(stream), headers=_text(headers), value=event.to_json())


def read(written: Golden) -> Received:
    """The event, as every consumer reads it. Raises `Poison`."""
    record = _Record(written.topic, written.key.encode(), written.value.encode())
    received = cloudevents.parse(record, [(name, value.encode()) for name, value in written.headers.items()])
    assert received is not None  # every type is wanted here
    return received


def _text(headers: Iterable[tuple[str, bytes | None]]) -> dict[str, str]:
    return {name: value.decode() for name, value in headers if value is not None}
