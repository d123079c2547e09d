"""An event as the record that the relay writes: from a row of the event store, or from what was said just now."""

from common import cloudevents
from common.bell import Said
from common.contracts import topic_of
from common.publisher import Outgoing
from common.transaction import Row


def of_row(owner: str, row: Row) -> Outgoing:
    """A row of `event_store.COLUMNS`, of whichever release: no contract need know the event."""
    headers = cloudevents.headers(
        event_id=row[0],
        event_type=row[3],
        schema_version=row[4],
        source=owner,
        stream_version=row[2],
        correlation_id=row[6],
        causation_id=row[7],
        traceparent=row[8],
        node=row[9],
        time=row[10],
        readable_since=row[11],
    )
    return Outgoing(topic_of(owner), str(row[1]).encode(), row[5].encode(), headers)


def of_said(owner: str, said: Said) -> Outgoing:
    """The same record, but for the spaces that PostgreSQL puts into JSON."""
    event, written = said
    row = (
        event.id,
        event.stream,
        event.version,
        event.event.type,
        written.schema_version,
        written.value,
        event.correlation_id,
        event.causation_id,
        event.traceparent,
        event.node,
        event.time,
        written.readable_since,
    )
    return of_row(owner, row)
