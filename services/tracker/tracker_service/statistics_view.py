"""Figures of the sagas that a caller may see, over a window of time, counted from their table."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from common.database import Database
from common.identity import Caller
from common.transaction import Row

from tracker_service.readings import ms
from tracker_service.statistics_shapes import Minute, NodeShare, Statistics, Totals

_OWN = "(%(all)s OR user_id = %(user)s::uuid)"
_STARTED = f"started_at BETWEEN %(since)s AND %(now)s AND {_OWN}"
_ENDED = f"ended_at BETWEEN %(since)s AND %(now)s AND {_OWN}"

_TOTALS = f"""
SELECT (SELECT count(*) FROM saga WHERE ended_at IS NULL AND {_OWN}),
       count(*) FILTER (WHERE status = 'COMPLETED'),
       count(*) FILTER (WHERE status = 'COMPENSATED'),
       coalesce(sum(refunded) FILTER (WHERE status = 'COMPENSATED'), 0),
       percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY ended_at - cancelled_at)
           FILTER (WHERE status = 'COMPENSATED'),
       percentile_cont(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY ended_at - started_at)
FROM saga WHERE {_ENDED}
"""
_FAILURES = f"""
SELECT failure_reason, count(*) FROM saga WHERE status = 'COMPENSATED' AND {_ENDED} GROUP BY 1 ORDER BY 2 DESC, 1
"""
_NODES = f"SELECT node, count(*) FROM saga WHERE {_STARTED} GROUP BY 1 ORDER BY 1"
_MINUTES = f"""
WITH moment AS (
    SELECT started_at AS at, 'STARTED' AS what FROM saga WHERE {_STARTED}
    UNION ALL
    SELECT ended_at, status FROM saga WHERE {_ENDED}
), busy AS (
    SELECT date_trunc('minute', at) AS minute,
           count(*) FILTER (WHERE what = 'STARTED') AS started,
           count(*) FILTER (WHERE what = 'COMPLETED') AS completed,
           count(*) FILTER (WHERE what = 'COMPENSATED') AS compensated
    FROM moment GROUP BY 1
)
SELECT minute, coalesce(started, 0), coalesce(completed, 0), coalesce(compensated, 0)
FROM generate_series(date_trunc('minute', %(since)s), date_trunc('minute', %(now)s), interval '1 minute') AS minute
LEFT JOIN busy USING (minute) ORDER BY minute
"""


async def of_window(database: Database, caller: Caller, now: datetime, seconds: int) -> Statistics:
    """All figures as of one moment: what started and what ended in the `seconds` before `now`."""
    asked = {
        "all": caller.is_admin,
        "user": str(caller.user_id),
        "since": now - timedelta(seconds=seconds),
        "now": now,
    }
    async with database.transaction() as tx:
        tx.later("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")  # one moment, so that sums agree
        (totals,) = await tx.fetch(_TOTALS, asked)
        failures = await tx.fetch(_FAILURES, asked)
        nodes = await tx.fetch(_NODES, asked)
        minutes = await tx.fetch(_MINUTES, asked)
    return {
        "windowSeconds": seconds,
        **_totals(totals),
        "failures": [{"reason": reason, "count": count} for reason, count in failures],
        "perMinute": [_minute(row) for row in minutes],
        "nodes": _shares(nodes),
    }


def _totals(row: Row) -> Totals:
    active, completed, compensated, refunded, undoing, lasting = row
    ended = completed + compensated
    p50_undoing, p95_undoing = _each_ms(undoing, 2)
    p50, p95, p99 = _each_ms(lasting, 3)
    return {
        "active": active,
        "completed": completed,
        "compensated": compensated,
        "completionRate": completed / ended if ended else None,
        "compensations": {"count": compensated, "refunded": refunded, "p50Ms": p50_undoing, "p95Ms": p95_undoing},
        "durationMs": {"p50": p50, "p95": p95, "p99": p99},
    }


def _minute(row: Row) -> Minute:
    minute, started, completed, compensated = row
    return {"minute": minute, "started": started, "completed": completed, "compensated": compensated}


def _shares(nodes: Sequence[Row]) -> list[NodeShare]:
    started = sum(count for _, count in nodes)
    return [{"node": node, "count": count, "share": count / started} for node, count in nodes]


def _each_ms(durations: Sequence[timedelta] | None, how_many: int) -> Sequence[float | None]:
    """What SQL made of no saga at all is one NULL."""
    return [ms(duration) for duration in durations] if durations else [None] * how_many
