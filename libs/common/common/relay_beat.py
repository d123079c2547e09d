"""The leader's heartbeat: a process that is frozen keeps its connection, and with it the lock, and publishes nothing.

So the leader beats on a connection of its own, whatever else it waits for, and whoever stands by ends the session of
one that has not for a while. Should it wake up, its connection is gone and its epoch is over: it stands by.
"""

import asyncio
from typing import Any

import aiopg
import structlog

from common.settings import ServiceSettings

BEAT_SECONDS = 1.0
FROZEN_SECONDS = 5.0

_BEAT = "UPDATE relay_cursor SET beat_at = now()"
# An advisory lock by one bigint shows as its two halves, and objsubid 1.
_END_A_FROZEN_LEADER = """
SELECT pid, pg_terminate_backend(pid) FROM pg_locks, relay_cursor
WHERE locktype = 'advisory' AND granted AND (classid, objid, objsubid) = (0, %s, 1)
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND beat_at < now() - %s * interval '1 second'
"""

log = structlog.get_logger(__name__)


async def beat(settings: ServiceSettings) -> None:
    """Beat until cancelled. Raises a transient error when the database goes away: so does the lock."""
    connection = await aiopg.connect(settings.dsn, timeout=12, enable_hstore=False, enable_json=False)
    try:
        async with connection.cursor() as cursor:
            await cursor.execute("SET synchronous_commit = off")
            while True:
                await cursor.execute(_BEAT)
                await asyncio.sleep(BEAT_SECONDS)
    finally:
        await connection.close()


async def end_a_frozen_leader(cursor: Any, lock: int) -> None:
    """End the session that holds `lock` if it has not beaten for `FROZEN_SECONDS`; then the lock is free."""
    await cursor.execute(_END_A_FROZEN_LEADER, (lock, FROZEN_SECONDS))
    for pid, _ in await cursor.fetchall():
        log.warning("the leading relay is frozen; its session is ended", backend=pid)
