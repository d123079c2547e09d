"""The event store, which is the outbox: an event is published because it was appended, in the same transaction."""

from collections import Counter
from collections.abc import Collection, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from common import bell, logs, metrics
from common.contracts import BY_TYPE
from common.contracts.reading import read
from common.envelope import Recorded, Written
from common.errors import Poison, StreamConflict
from common.prepared import Prepared
from common.transaction import Row, Tx

COLUMNS = """
    id, stream, version, type, schema_version, data::text, correlation_id, causation_id, traceparent, node, time,
    readable_since
"""

_LOAD = Prepared(f"""
SELECT {COLUMNS}, tx > pg_current_xact_id_if_assigned() AS overtakes
FROM all_events WHERE stream = ANY(%s::uuid[]) ORDER BY stream, version
""")
_APPEND = Prepared("""
INSERT INTO events
    (id, stream, version, type, schema_version, data, correlation_id, causation_id, traceparent, node, time,
     readable_since)
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::int[], %s::text[], %s::smallint[], %s::jsonb[],
                     %s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::timestamptz[], %s::smallint[])
""")


def from_row(row: Row) -> Recorded:
    """A row of `COLUMNS` as an event. Raises `Poison` for what no contract here can read."""
    contract = BY_TYPE.get(row[3])
    if contract is None:
        raise Poison(f"the event store holds {row[3]!r}, which no contract knows")
    return Recorded(
        id=row[0],
        stream=row[1],
        version=row[2],
        event=read(contract, row[5], row[4], row[11]),
        correlation_id=row[6],
        causation_id=row[7],
        traceparent=row[8],
        node=row[9],
        time=row[10],
        written=Written(row[5], row[4], row[11]) if row[4] != contract.schema_version else None,
    )


async def load(tx: Tx, streams: Collection[UUID]) -> dict[UUID, list[Recorded]]:
    """The history of each stream, oldest first.

    Raises `StreamConflict` when a stream was changed by a transaction younger than this one: appending now would
    put the later event into the earlier transaction, and the relay publishes in the order of transactions.
    """
    histories: dict[UUID, list[Recorded]] = {stream: [] for stream in streams}
    for row in await tx.fetch(_LOAD, (list(map(str, streams)),)):
        if row[-1]:
            raise StreamConflict(f"stream {row[1]} was changed by a younger transaction")
        histories[row[1]].append(from_row(row))
    return histories


def append(tx: Tx, events: Sequence[Recorded]) -> None:
    """Store events and wake the relay, at commit; a version that is taken already is a `StreamConflict` then."""
    if not events:
        return
    said = [bell.Said(e, e.as_written()) for e in events]
    columns: list[list[Any]] = [
        [str(e.id) for e in events],
        [str(e.stream) for e in events],
        [e.version for e in events],
        [e.event.type for e in events],
        [each.written.schema_version for each in said],
        [each.written.value for each in said],
        [str(e.correlation_id) for e in events],
        [str(e.causation_id) for e in events],
        [e.traceparent for e in events],
        [e.node for e in events],
        [e.time for e in events],
        [each.written.readable_since for each in said],
    ]
    tx.later(_APPEND, columns, conflict="events_pkey")
    tx.after_commit += [partial(bell.ring, said), partial(_tell, events)]


def _tell(events: Sequence[Recorded]) -> None:
    for event_type, count in Counter(said.event.type for said in events).items():
        metrics.said(event_type).inc(count)
    logs.each("said", map(_line, events))


def _line(said: Recorded) -> dict[str, object]:
    return {
        "type": said.event.type,
        "stream": said.stream,
        "version": said.version,
        "correlation_id": said.correlation_id,
        "causation_id": said.causation_id,
    }
