"""The event log: every event once, as it came, and the ways it is read back."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from common.envelope import Received
from common.prepared import Prepared
from common.transaction import Tx

from tracker_service.protocol import SAGA_SOURCES
from tracker_service.seen import Seen

_WRITTEN = """id, type, source, node, time, stream, version, correlation_id, causation_id, traceparent,
    topic, partition, "offset", data"""
# One JSON document is the cheapest way to hand PostgreSQL many wide rows. They are numbered as they are logged.
_ADD = Prepared(f"""
INSERT INTO event_log ({_WRITTEN}) SELECT {_WRITTEN} FROM json_populate_recordset(NULL::event_log, %s::json)
ON CONFLICT (id) DO NOTHING
""")
_SAID = ("type", "source", "node", "time", "stream", "version", "correlation_id", "causation_id", "traceparent", "data")
_LOGGED, _KEPT = (", ".join(f"{row}.{name}" for name in _SAID) for row in ("e", "kept"))
# A record says again what was logged of it; one that was published twice is compared by its first copy alone.
_RECONCILE = f"""
WITH kept AS (SELECT {_WRITTEN} FROM json_populate_recordset(NULL::event_log, %s)),
logged AS (INSERT INTO event_log ({_WRITTEN}) SELECT {_WRITTEN} FROM kept ON CONFLICT (id) DO NOTHING RETURNING 1),
corrected AS (
    UPDATE event_log e SET ({", ".join(_SAID)}) = ROW ({_KEPT}) FROM kept
    WHERE e.id = kept.id AND (e.topic, e.partition, e."offset") = (kept.topic, kept.partition, kept."offset")
        AND ({_LOGGED}) IS DISTINCT FROM ({_KEPT})
    RETURNING 1
)
SELECT (SELECT count(*) FROM logged), (SELECT count(*) FROM corrected)
"""
_OF_SAGAS = Prepared("""
SELECT id, type, source, node, time, stream, version, correlation_id, causation_id, (data->>'userId')::uuid,
       coalesce((data->>'attempt')::int, 1), data->>'reason', (data->>'totalAmount')::numeric, data->>'currency',
       (data->>'amount')::numeric, (SELECT status FROM saga WHERE saga_id = stream)
FROM event_log WHERE stream = ANY(%s::uuid[]) AND source = ANY(%s::text[])
""")
_NEXT_SAGAS = """
SELECT DISTINCT stream FROM event_log WHERE stream > %s::uuid AND source = ANY(%s) ORDER BY stream LIMIT %s
"""


class Known(NamedTuple):
    """A saga's events, and its status as it is written down, None before its story was told."""

    status: str | None
    events: list[Seen]


def add(tx: Tx, received: Sequence[Received]) -> None:
    """Log a batch; what is logged already stays as it is."""
    tx.later(_ADD, (_json(received),))


async def reconcile(tx: Tx, kept: Sequence[Received]) -> tuple[int, int]:
    """Log what is missing of what Kafka keeps, and correct what is not as it was said; returns how many of each."""
    row = await tx.fetch_one(_RECONCILE, (_json(kept),))
    assert row is not None
    return row[0], row[1]


async def of_sagas(tx: Tx, saga_ids: Collection[UUID]) -> Collection[Known]:
    """All that is known of each saga, in no particular order."""
    sagas: dict[UUID, Known] = {}
    for *row, status in await tx.fetch(_OF_SAGAS, (list(map(str, saga_ids)), list(SAGA_SOURCES))):
        seen = Seen(*row)
        sagas.setdefault(seen.stream, Known(status, [])).events.append(seen)
    return sagas.values()


async def sagas_after(tx: Tx, saga_id: UUID, most: int) -> list[UUID]:
    """The ids of the next `most` sagas in the log, by id."""
    return [stream for (stream,) in await tx.fetch(_NEXT_SAGAS, (str(saga_id), list(SAGA_SOURCES), most))]


def _json(events: Iterable[Received]) -> str:
    return orjson.dumps([_row(event) for event in events]).decode()


def _row(event: Received) -> dict[str, Any]:
    return {
        "id": event.id,
        "type": event.event.type,
        "source": event.source,
        "node": event.node,
        "time": event.time,
        "stream": event.stream,
        "version": event.version,
        "correlation_id": event.correlation_id,
        "causation_id": event.causation_id,
        "traceparent": event.traceparent,
        "topic": event.topic,
        "partition": event.partition,
        "offset": event.offset,
        "data": orjson.Fragment(_data(event)),
    }


def _data(event: Received) -> str:
    """What a newer release wrote, whole; what an older one wrote, as today's has it: the views ask for its fields."""
    written = event.as_written()
    return written.value if written.schema_version > event.event.schema_version else event.event.to_json()
