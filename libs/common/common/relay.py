"""The relay: publishes the event store in commit order, skipping nothing.

Serial order is not commit order: a transaction may take position 5, let 6 be committed, and be committed later. So
events go out in the order of their transactions, and never past one that is still open (`pg_snapshot_xmin`). One
relay a service holds a PostgreSQL advisory lock; its epoch keeps a predecessor that woke up late from moving the
cursor. A crash between publishing and writing the cursor publishes again: twice is possible, lost is not.
"""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import takewhile
from typing import Any

import aiopg
import structlog

from common import bell, cloudevents, metrics
from common.clock import now
from common.contracts import topic_of
from common.database import Database
from common.details import relay_state
from common.event_store import COLUMNS
from common.failpoints import failpoint
from common.publisher import Outgoing, Publisher
from common.relay_beat import beat
from common.relay_lease import SAVE_SECONDS, Lease
from common.retries import until_it_works
from common.runtime import end
from common.settings import ServiceSettings
from common.transaction import Row

BATCH = 1000
POLL_SECONDS = 1.0  # when nothing rings
HELD_SECONDS = 0.001  # when an older transaction is still open, doubling up to
LONGEST_HELD_SECONDS = 0.1

log = structlog.get_logger(__name__)

# The order is by the table's columns: a bare `tx` would mean the output column, a text in which 10000 precedes 9999.
_READ = f"""
SELECT {COLUMNS}, tx::text, position, tx < pg_snapshot_xmin(pg_current_snapshot())
FROM events WHERE (tx, position) > (%s::xid8, %s) ORDER BY events.tx, events.position LIMIT {BATCH}
"""


async def until_published(database: Database, seconds: float) -> None:
    """Wait until all that was said is known to be published; `seconds` at most, for the broker may be away."""
    waiting = asyncio.create_task(_backlog_gone(database))
    await asyncio.wait([waiting], timeout=seconds)
    await end(waiting)
    if waiting.cancelled() or waiting.exception():
        log.warning("stopping before all that was said is known to be published; it will be later")


async def _backlog_gone(database: Database) -> None:
    while (await until_it_works(lambda: relay_state(database)))["backlog"]:
        await asyncio.sleep(0.02)


class Relay:
    """Publishes what `owner`'s event store holds to `owner`'s topic."""

    def __init__(
        self,
        settings: ServiceSettings,
        owner: str,
        publisher: Publisher,
        recover: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """`recover` is called by whoever begins to lead, before anything is published: see common.recovery."""
        self._recover = recover
        self._settings, self._owner, self._topic = settings, owner, topic_of(owner)
        self._publisher = publisher
        self._rung = asyncio.Event()
        self._held = HELD_SECONDS

    async def run(self) -> None:
        """Relay for ever, standing by while another process does; cancel to stop."""
        with bell.heard_by(self._rung.set):
            await until_it_works(self._lead_and_relay)

    async def _lead_and_relay(self) -> None:
        connection = await aiopg.connect(self._settings.dsn, timeout=12, enable_hstore=False, enable_json=False)
        beside = [asyncio.create_task(self._listen(connection))]
        try:
            async with connection.cursor() as cursor:
                lease = Lease(self._owner, cursor, self._rung, self._publisher.reached)
                await lease.take()
                beating = asyncio.create_task(beat(self._settings))
                beside.append(beating)
                if self._recover:
                    await self._recover()
                await lease.begin()
                metrics.RELAY_LEADS.set(1)
                while not beating.done():
                    await bell.heard(self._rung, await self._step(cursor, lease))
                await beating  # raises what ended it
        finally:
            metrics.RELAY_LEADS.set(0)
            for task in beside:
                await end(task)
            await asyncio.gather(*beside, return_exceptions=True)  # of a broken connection `_step` tells
            await connection.close()  # gives the lock back

    async def _listen(self, connection: aiopg.Connection) -> None:
        while True:
            await connection.notifies.get()
            self._rung.set()

    async def _step(self, cursor: Any, lease: Lease) -> float:
        """Publish one batch; returns how many seconds to wait for the bell before the next."""
        await cursor.execute(_READ, lease.at)
        rows = await cursor.fetchall()
        ready = list(takewhile(lambda row: row[-1], rows))  # up to the first that an open transaction may precede
        if ready:
            await failpoint("relay.read")
            await self._publisher.publish([self._record(row) for row in ready])
            await failpoint("relay.sent")
            lease.at = (ready[-1][-3], ready[-1][-2])
            metrics.PUBLISHED.inc(len(ready))
            metrics.RELAY_AGE.observe((now() - ready[0][10]).total_seconds())
        await lease.save()
        held = len(ready) < len(rows)
        self._held = min(2 * self._held, LONGEST_HELD_SECONDS) if held and not ready else HELD_SECONDS
        if held:
            return self._held
        if len(rows) == BATCH:
            return 0.0
        return POLL_SECONDS if lease.is_saved else SAVE_SECONDS

    def _record(self, row: Row) -> Outgoing:
        headers = cloudevents.headers(
            event_id=row[0],
            event_type=row[3],
            schema_version=row[4],
            source=self._owner,
            stream_version=row[2],
            correlation_id=row[6],
            causation_id=row[7],
            traceparent=row[8],
            node=row[9],
            time=row[10],
            readable_since=row[11],
        )
        return Outgoing(self._topic, str(row[1]).encode(), row[5].encode(), headers)
