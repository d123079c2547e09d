"""What the provider must still be asked: a table written in the transaction of the events that call for it."""

from collections.abc import Sequence
from typing import Any, Literal

from common.contracts import PaymentRefundRequested, PaymentRequested, PaymentVoidRequested
from common.contracts.payment import PaymentEvent
from common.envelope import Recorded
from common.requests import Change
from common.transaction import Tx, columns

from payment_service.state import Attempt, Payment

Action = Literal["charge", "void", "refund"]

_ACTIONS: dict[type[PaymentEvent], Action] = {
    PaymentRequested: "charge",
    PaymentVoidRequested: "void",
    PaymentRefundRequested: "refund",
}
COLUMNS = """order_id, attempt, action, amount, currency, payment_method, charge_id, cause, correlation_id,
    traceparent"""
_PUT = f"""
INSERT INTO provider_job ({COLUMNS}, due_at)
SELECT {COLUMNS}, least(time, now())
FROM unnest(%s::uuid[], %s::int[], %s::text[], %s::numeric[], %s::text[], %s::text[], %s::text[],
    %s::uuid[], %s::uuid[], %s::text[], %s::timestamptz[]) AS put ({COLUMNS}, time)
ON CONFLICT (order_id, attempt) DO UPDATE SET action = excluded.action, charge_id = excluded.charge_id,
    cause = excluded.cause, tries = 0, due_at = excluded.due_at
"""
_DONE = """
DELETE FROM provider_job USING unnest(%s::uuid[], %s::int[]) AS done (order_id, attempt)
WHERE provider_job.order_id = done.order_id AND provider_job.attempt = done.attempt
"""


def project(tx: Tx, changes: Sequence[Change[Payment]]) -> bool:
    """Keep the table to what is still open after a batch; returns whether there is anything new to do."""
    put: list[tuple[Any, ...]] = []
    done: list[tuple[Any, ...]] = []
    for change in changes:
        for number, recorded in _newest(change).items():
            attempt = change.state.attempts[number]
            action = _ACTIONS.get(type(attempt.last))
            if action:
                put.append(_row(recorded, attempt, action))
            elif not attempt.is_in_process:  # which never had a job; others name a payment method
                done.append((str(change.stream), number))
    if done:
        tx.later(_DONE, columns(done))
    if put:
        tx.later(_PUT, columns(put))
    return bool(put)


def _newest(change: Change[Payment]) -> dict[int, Recorded]:
    """The newest event of each attempt that a batch touched."""
    return {e.event.attempt: e for e in change.added if isinstance(e.event, PaymentEvent)}


def _row(recorded: Recorded, attempt: Attempt, action: Action) -> tuple[Any, ...]:
    return (
        str(recorded.stream),
        attempt.last.attempt,
        action,
        attempt.last.amount,
        attempt.last.currency,
        attempt.payment_method,
        attempt.charge_id,
        str(recorded.id),
        str(recorded.correlation_id),
        recorded.traceparent,
        recorded.time,
    )
