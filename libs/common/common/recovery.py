"""Before a service speaks: does its event store hold what its topic holds? If not, one of them was set back.

The relay notes how far it has written the topic. Beyond that lies what was published in the moment before a crash,
which the event store knows, or, after the database was restored to an earlier moment, what it has forgotten: that is
taken back as it was said, before anything is decided on what is left; consumers that get it again pass over it. A topic
that is shorter than what was noted is another one: to it goes out again what may still be needed.
"""

from typing import Any
from uuid import UUID

import structlog

from common.adoption import Place, adopt, held
from common.commands import Decider
from common.database import Database
from common.errors import Transient
from common.own_topic import OwnTopic, open_own_topic
from common.settings import ServiceSettings
from common.transaction import columns

AGAIN_DAYS = 13  # shorter than an inbox remembers

_PUBLISHED = "SELECT partition, next_offset FROM published"
_NOTE = """
INSERT INTO published SELECT * FROM unnest(%s::int[], %s::bigint[])
ON CONFLICT (partition) DO UPDATE SET next_offset = greatest(published.next_offset, excluded.next_offset)
"""
_AGAIN = """
UPDATE relay_cursor SET tx = first.tx, position = first.position - 1, epoch = epoch + 1
FROM (SELECT e.tx, e.position FROM events e, relay_cursor c
      WHERE (e.tx, e.position) <= (c.tx, c.position) AND e.time > now() - %s * interval '1 day'
      ORDER BY e.tx, e.position LIMIT 1) AS first
"""
# Transactions have the numbers of their server: events that were copied to another one have been before all of its own.
_MOVED = """
SELECT FROM relay_cursor WHERE tx >= pg_snapshot_xmax(pg_current_snapshot())
    OR EXISTS (SELECT FROM events WHERE events.tx >= pg_snapshot_xmax(pg_current_snapshot()))
"""
_RENUMBER = """
SET LOCAL statement_timeout = 0;
UPDATE events e SET tx = CASE WHEN (e.tx, e.position) <= (c.tx, c.position) THEN '1'::xid8 ELSE '2'::xid8 END
FROM relay_cursor c;
UPDATE events_archive SET tx = '1';
UPDATE relay_cursor SET tx = '1', position = 9223372036854775807, epoch = epoch + 1
"""

log = structlog.get_logger(__name__)


async def recover(settings: ServiceSettings, owner: str, database: Database, decider: Decider[Any, Any]) -> None:
    """Make up for what the event store or the topic has forgotten.

    Raises a transient error while either is away, or when only a newer release can do it.
    """
    await _renumber(database)
    async with open_own_topic(settings, owner) as topic:
        known: dict[int, int] = dict(await database.fetch(_PUBLISHED))
        if any(offset > topic.ends.get(partition, 0) for partition, offset in known.items()):
            await _publish_again(database)
            known = {}
        await _take_back(topic, known, database, decider)
        async with database.transaction() as tx:
            tx.later(_NOTE, columns(sorted(topic.ends.items())))


async def _take_back(topic: OwnTopic, known: dict[int, int], database: Database, decider: Decider[Any, Any]) -> None:
    taken, astray = 0, set[UUID]()
    async for events, too_new in topic.since(known):
        if too_new:
            await _must_have(database, too_new)
        taken += await adopt(database, decider, events, astray)
    if taken or astray:
        log.warning(
            "the database was set back: what the topic has beyond it was taken back",
            events=taken,
            streams_left_alone=len(astray),
            records_unread=topic.unread,
        )


async def _must_have(database: Database, too_new: dict[Place, str]) -> None:
    """Raises `Transient` where the event store lacks what only a newer release can take back.

    Something else would be said in its place. Meanwhile a replica of that release may lead, and take it back.
    """
    async with database.transaction() as tx:
        known = await held(tx, too_new)
    for (stream, version), what in too_new.items():
        if (stream, version) not in known:
            raise Transient(
                f"the event store forgot version {version} of {stream}, and this release cannot take it back from Kafka"
                f" ({what}): deploy the newer release, which can; before that, this one must not speak"
            )


async def _publish_again(database: Database) -> None:
    async with database.transaction() as tx:
        tx.later("SET LOCAL statement_timeout = 0")
        again = await tx.execute(_AGAIN, (AGAIN_DAYS,))
        await tx.execute("DELETE FROM published")
    log.warning("the topic is another one than was written; the events of the last days go out again", any=bool(again))


async def _renumber(database: Database) -> None:
    async with database.transaction() as tx:
        if await tx.fetch_one(_MOVED) is not None:
            log.warning("the events come from another server; their transactions are numbered anew")
            await tx.execute(_RENUMBER)
