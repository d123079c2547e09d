"""Before a service speaks: does its event store hold what its topic holds? If not, one of them was set back.

A database restored to an earlier moment lacks events that were published after it. They are taken back from the topic,
as they were said, before anything new is decided on what is left; consumers that get them again pass over them. To a
topic that was lost goes out again what may still be needed. At a usual start, or after a crash, there is neither.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import structlog

from common.commands import Decider
from common.database import Database
from common.envelope import Received
from common.own_topic import open_own_topic
from common.retries import until_it_works
from common.settings import ServiceSettings
from common.transaction import Tx

TAIL = 20  # records of a partition: what is no event of ours, at the end of one, hides the last that is
AGAIN_DAYS = 13  # shorter than an inbox remembers

_KNOWN = """
SELECT stream, version, id FROM all_events
JOIN unnest(%s::uuid[], %s::int[]) AS asked (stream, version) USING (stream, version)
"""
_AGAIN = """
UPDATE relay_cursor SET tx = first.tx, position = first.position - 1, epoch = epoch + 1
FROM (SELECT tx, position FROM events WHERE time > now() - %s * interval '1 day' ORDER BY tx, position LIMIT 1) AS first
WHERE (relay_cursor.tx, relay_cursor.position) >= (first.tx, first.position)
"""

log = structlog.get_logger(__name__)


async def recover(settings: ServiceSettings, owner: str, database: Database, decider: Decider[Any, Any]) -> None:
    """Make up for what the event store or the topic has forgotten. Raises a transient error while either is away."""
    async with open_own_topic(settings, owner) as topic:
        if await topic.is_untouched():
            await _publish_again(database)
        elif await _lacking(database, await topic.last(TAIL), set()):
            log.warning("the topic holds events that the event store lacks: the database was set back")
            astray: set[UUID] = set()
            adopted = sum([await _adopt(database, decider, events, astray) async for events in topic.whole()])
            log.warning("took back from the topic what the event store lacked", events=adopted)


async def _publish_again(database: Database) -> None:
    async with database.transaction() as tx:
        if await tx.execute(_AGAIN, (AGAIN_DAYS,)):
            log.warning("the topic is empty though events were published: those of the last days go out again")


async def _adopt(database: Database, decider: Decider[Any, Any], events: Sequence[Received], astray: set[UUID]) -> int:
    async def in_one_transaction() -> int:
        async with database.transaction() as tx:
            lacking = await _lacking(tx, events, astray)
            return await decider.adopt(tx, lacking) if lacking else 0

    return await until_it_works(in_one_transaction)


async def _lacking(reader: Database | Tx, events: Sequence[Received], astray: set[UUID]) -> list[Received]:
    """Those whose place in their stream is free, each once, in order.

    A stream goes `astray`, and is let be, when another event has the place of one: what was decided later does not fit.
    """
    wanted = {(event.stream, event.version): event for event in reversed(events)}
    rows = await reader.fetch(_KNOWN, ([str(stream) for stream, _ in wanted], [version for _, version in wanted]))
    known: dict[tuple[UUID, int], UUID] = {(stream, version): event_id for stream, version, event_id in rows}
    for place in known.keys() & wanted.keys():
        if known[place] != wanted[place].id:
            log.error("the topic and the event store tell differently", stream=str(place[0]), version=place[1])
            astray.add(place[0])
    return [wanted[place] for place in sorted(wanted.keys() - known.keys()) if place[0] not in astray]
