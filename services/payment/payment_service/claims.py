"""Workers claim what the provider must be asked: each job by one worker at a time, for a limited time."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common.database import Database

from payment_service.jobs import COLUMNS, Action
from payment_service.providers import Sum, key_of

# A claim is a lease: whoever dies with it gives it back by its lapsing. MATERIALIZED, for a subquery of UPDATE may be
# run again for each row, and then claims more than it was told to. By the server's clock where ours is wrong: a process
# that is an hour ahead must not leave a job that nobody asks about for an hour.
_CLAIM = f"""
WITH due (id, number) AS MATERIALIZED (
    SELECT order_id, attempt FROM provider_job WHERE due_at <= greatest(%s, now())
    ORDER BY due_at LIMIT %s FOR UPDATE SKIP LOCKED)
UPDATE provider_job SET due_at = least(%s, now()) + %s * interval '1 second', tries = tries + 1
FROM due WHERE order_id = due.id AND attempt = due.number
RETURNING {COLUMNS}, tries
"""
_POSTPONE = """
UPDATE provider_job SET due_at = least(%s, now()) + %s * interval '1 second'
WHERE order_id = %s::uuid AND attempt = %s AND cause = %s::uuid
"""


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to ask the provider; `cause` is the event that calls for it, `tries` counts claims from 1."""

    order_id: UUID
    attempt: int
    action: Action
    sum: Sum
    charge_id: str | None
    cause: UUID
    correlation_id: UUID
    traceparent: str | None
    tries: int


async def claim(database: Database, at: datetime, lease_seconds: float, most: int) -> list[Job]:
    """Claim jobs that are due at `at`, for `lease_seconds`."""
    async with database.transaction() as tx:
        rows = await tx.fetch(_CLAIM, (at, most, at, lease_seconds))
    return [
        Job(
            order_id=row[0],
            attempt=row[1],
            action=row[2],
            sum=Sum(key_of(row[0], row[1]), row[0], row[3], row[4], row[5]),
            charge_id=row[6],
            cause=row[7],
            correlation_id=row[8],
            traceparent=row[9],
            tries=row[10],
        )
        for row in rows
    ]


async def postpone(database: Database, job: Job, at: datetime, seconds: float) -> None:
    """Let a job that failed wait `seconds`, unless something else is to be done about its attempt by now."""
    async with database.transaction() as tx:
        await tx.execute(_POSTPONE, (at, seconds, str(job.order_id), job.attempt, str(job.cause)))
