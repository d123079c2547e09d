"""Sagas and steps in their tables: a function of the event log, so that writing them again changes nothing."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import orjson
from common.prepared import Prepared
from common.transaction import Tx

from tracker_service.saga import Saga

WRITER = 7_031_003  # advisory lock: a story told while another batch commits would miss what that one saw

_SAVE_SAGAS = Prepared("""
INSERT INTO saga SELECT * FROM json_populate_recordset(NULL::saga, %s::json)
ON CONFLICT (saga_id) DO UPDATE SET
    correlation_id = EXCLUDED.correlation_id, user_id = EXCLUDED.user_id, status = EXCLUDED.status,
    awaits_person = EXCLUDED.awaits_person, total_amount = EXCLUDED.total_amount, currency = EXCLUDED.currency,
    failure_reason = EXCLUDED.failure_reason, node = EXCLUDED.node, started_at = EXCLUDED.started_at,
    updated_at = EXCLUDED.updated_at, ended_at = EXCLUDED.ended_at, violations = EXCLUDED.violations,
    unexplained = EXCLUDED.unexplained, cancelled_at = EXCLUDED.cancelled_at, refunded = EXCLUDED.refunded
WHERE saga.* IS DISTINCT FROM EXCLUDED.*
""")
# A story only grows, and most of its steps stay as they were.
_SAVE_STEPS = Prepared("""
INSERT INTO saga_step SELECT * FROM json_populate_recordset(NULL::saga_step, %s::json)
ON CONFLICT (saga_id, n) DO UPDATE SET
    name = EXCLUDED.name, service = EXCLUDED.service, node = EXCLUDED.node, status = EXCLUDED.status,
    started_at = EXCLUDED.started_at, ended_at = EXCLUDED.ended_at, event_id = EXCLUDED.event_id
WHERE saga_step.* IS DISTINCT FROM EXCLUDED.*
""")
_REMOVE_OTHERS = """
WITH told AS (SELECT * FROM unnest(%(ids)s::uuid[], %(steps)s::int[]) AS told (saga_id, steps)),
sagas AS (
    DELETE FROM saga WHERE saga_id > %(after)s::uuid AND saga_id <= %(last)s::uuid
        AND saga_id NOT IN (SELECT saga_id FROM told) RETURNING 1
),
steps AS (
    DELETE FROM saga_step WHERE saga_id > %(after)s::uuid AND saga_id <= %(last)s::uuid
        AND NOT EXISTS (SELECT FROM told WHERE told.saga_id = saga_step.saga_id AND n BETWEEN 1 AND steps) RETURNING 1
)
SELECT (SELECT count(*) FROM sagas) + (SELECT count(*) FROM steps)
"""
_VIOLATIONS = "SELECT v->>'event_id' FROM saga, jsonb_array_elements(violations) v WHERE saga_id = ANY(%s::uuid[])"


def lock(tx: Tx) -> None:
    """Be the only writer until the transaction ends."""
    tx.later("SELECT pg_advisory_xact_lock(%s)", (WRITER,))


def save(tx: Tx, sagas: Sequence[Saga]) -> None:
    """Write stories down; `tx` must have held the lock since before their events were read."""
    if sagas:
        steps = [row for saga in sagas for row in _step_rows(saga)]
        tx.later(_SAVE_SAGAS, (_json([_saga_row(saga) for saga in sagas]),))
        tx.later(_SAVE_STEPS, (_json(steps),))


async def remove_others(tx: Tx, after: UUID, last: UUID, sagas: Sequence[Saga]) -> int:
    """Delete the rows from `after` (exclusive) to `last` (inclusive) that none of `sagas` has; returns how many."""
    found = await tx.fetch_one(
        _REMOVE_OTHERS,
        {
            "after": str(after),
            "last": str(last),
            "ids": [str(saga.saga_id) for saga in sagas],
            "steps": [len(saga.steps) for saga in sagas],
        },
    )
    assert found is not None
    return int(found[0])


async def violations_of(tx: Tx, sagas: Sequence[Saga]) -> set[UUID]:
    """The events that are written down already as violations in these sagas."""
    rows = await tx.fetch(_VIOLATIONS, ([str(saga.saga_id) for saga in sagas],))
    return {UUID(event_id) for (event_id,) in rows}


def _saga_row(saga: Saga) -> dict[str, Any]:
    return {name: getattr(saga, name) for name in Saga.__slots__ if name != "steps"}


def _step_rows(saga: Saga) -> Iterable[dict[str, Any]]:
    for n, step in enumerate(saga.steps, start=1):
        yield {"saga_id": saga.saga_id, "n": n, **{name: getattr(step, name) for name in step.__slots__}}


def _json(rows: Sequence[object]) -> str:
    return orjson.dumps(rows, default=str).decode()
