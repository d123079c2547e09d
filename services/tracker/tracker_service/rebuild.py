"""Rebuilding the projection while the tracker goes on: the log from what Kafka keeps, then each story from the log.

For a tracker whose tables are lost or in doubt, or whose rules of telling changed. Every step leaves the tables right
as far as it came, so that a rebuild may be killed, and run again, at any time.
"""

from collections.abc import Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from common import cloudevents
from common.database import Database
from common.envelope import Received
from common.errors import Poison
from common.settings import ServiceSettings

from tracker_service import event_log, read_model
from tracker_service.kept import kept
from tracker_service.story import tell

PAGE = 500  # sagas a transaction, so that a tracker at work waits for one page at most
FIRST, LAST = UUID(int=0), UUID(int=2**128 - 1)

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Rebuilt:
    """What a rebuild has done so far.

    Records `read` and still `ahead`; of them `unreadable`. Events `logged` anew and `corrected`; sagas `told`; rows of
    sagas and steps `removed`, which no event justified.
    """

    read: int = 0
    ahead: int = 0
    unreadable: int = 0
    logged: int = 0
    corrected: int = 0
    told: int = 0
    removed: int = 0


async def rebuild(
    settings: ServiceSettings, database: Database, topics: Iterable[str], say: Callable[[Rebuilt], None]
) -> Rebuilt:
    """Make the log and the stories right; `say` is told how far it has come, after every step.

    Raises transient errors of Kafka and PostgreSQL.
    """
    done = Rebuilt()
    async with aclosing(kept(settings, topics)) as found:
        async for records, ahead in found:
            done.read, done.ahead = done.read + len(records), ahead
            await _log(database, records, done)
            say(done)
    after = FIRST
    while after != LAST:
        after = await _tell_page(database, after, done)
        say(done)
    return done


async def _log(database: Database, records: Iterable[Any], done: Rebuilt) -> None:
    events = [event for event in map(_read, records) if event]
    done.unreadable += sum(1 for _ in records) - len(events)
    async with database.transaction() as tx:
        read_model.lock(tx)
        logged, corrected = await event_log.reconcile(tx, events)
    done.logged, done.corrected = done.logged + logged, done.corrected + corrected


def _read(record: Any) -> Received | None:
    try:
        return cloudevents.parse(record, record.headers)
    except Poison as poison:  # the tracker has a dead letter of it, or will have one
        log.warning("unreadable", topic=record.topic, partition=record.partition, offset=record.offset, why=str(poison))
        return None


async def _tell_page(database: Database, after: UUID, done: Rebuilt) -> UUID:
    """Replace the stories of a page, and whatever else stands there; returns the id of its last saga."""
    async with database.transaction() as tx:
        read_model.lock(tx)
        page = await event_log.sagas_after(tx, after, PAGE)
        last = page[-1] if len(page) == PAGE else LAST
        sagas = [tell(known.events) for known in await event_log.of_sagas(tx, page)]
        removed = await read_model.remove_others(tx, after, last, sagas)
        read_model.save(tx, sagas)
    done.told, done.removed = done.told + len(sagas), done.removed + removed
    return last
