"""CloudEvents 1.0, Kafka protocol binding, binary mode: attributes as `ce_` headers, the event itself as the value."""

from collections.abc import Container, Iterable
from datetime import datetime
from typing import Protocol
from uuid import UUID

from common.clock import rfc3339
from common.contracts import BY_TYPE
from common.contracts.reading import read
from common.envelope import Received, Written
from common.errors import Poison, TooNew

Headers = list[tuple[str, bytes | None]]


class Record(Protocol):
    """What both aiokafka's records and Faust's messages have."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None


def headers(
    *,
    event_id: UUID,
    event_type: str,
    schema_version: int,
    source: str,
    stream_version: int,
    correlation_id: UUID,
    causation_id: UUID,
    traceparent: str | None,
    node: str,
    time: datetime,
    readable_since: int = 1,
) -> Headers:
    """The header list of one record. Extension attributes are lower case without separators, as the spec asks.

    `readable_since` is the oldest schema version whose readers may read it; where everybody may, it is not written.
    """
    attributes = {
        "specversion": "1.0",
        "id": str(event_id),
        "type": event_type,
        "source": source,
        "time": rfc3339(time),
        "dataschema": f"urn:quadrille:{event_type}:{schema_version}",
        "streamversion": str(stream_version),
        "correlationid": str(correlation_id),
        "causationid": str(causation_id),
        "node": node,
    }
    if traceparent:
        attributes["traceparent"] = traceparent
    if readable_since > 1:
        attributes["readablesince"] = str(readable_since)
    return [("content-type", b"application/json"), *((f"ce_{k}", v.encode()) for k, v in attributes.items())]


def parse(
    record: Record, record_headers: Iterable[tuple[str, bytes | None]], wanted: Container[str] | None = None
) -> Received | None:
    """The event in a record; None for a type that is not `wanted` (None: whoever reads wants every type there is).

    Raises `Poison`, naming the attribute, when the record is no event, and `TooNew` when this reader is too old for it.
    """
    attributes = {name[3:]: value for name, value in record_headers if name.startswith("ce_") and value is not None}
    try:
        event_type = attributes["type"].decode()
        if wanted is not None and event_type not in wanted:
            return None
        contract = BY_TYPE.get(event_type)
        if contract is None:
            raise TooNew(f"no contract knows the type {event_type!r}")
        version = int(attributes["dataschema"].decode().rpartition(":")[2])
        value, readable_since = record.value or b"", int(attributes.get("readablesince", 1))
        return Received(
            id=UUID(attributes["id"].decode()),
            stream=UUID((record.key or b"").decode()),
            version=int(attributes["streamversion"]),
            event=read(contract, value, version, readable_since),
            correlation_id=UUID(attributes["correlationid"].decode()),
            causation_id=UUID(attributes["causationid"].decode()),
            traceparent=attributes["traceparent"].decode() if "traceparent" in attributes else None,
            node=attributes["node"].decode(),
            time=_moment(attributes["time"].decode()),
            source=attributes["source"].decode(),
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            written=Written(value.decode(), version, readable_since) if version != contract.schema_version else None,
        )
    except KeyError as error:
        raise Poison(f"the record lacks the CloudEvents attribute {error}") from error
    except ValueError as error:
        raise Poison(f"a CloudEvents attribute or the key is malformed: {error}") from error


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no offset from UTC")
    return moment
