"""Telling every saga anew from the event log: after the rules of telling changed, or when the tables are in doubt."""

from uuid import UUID

from common.database import Database

from tracker_service import event_log, read_model
from tracker_service.story import tell

PAGE = 500  # sagas a transaction, so that a tracker at work waits for one page at most


async def rebuild(database: Database) -> int:
    """Empty the tables of sagas and fill them again; returns how many there are. A tracker may go on meanwhile."""
    async with database.transaction() as tx:
        await read_model.forget(tx)
    told, last = 0, UUID(int=0)
    while page := await _tell_page(database, last):
        told, last = told + len(page), page[-1]
    return told


async def _tell_page(database: Database, after: UUID) -> list[UUID]:
    async with database.transaction() as tx:
        read_model.lock(tx)
        page = await event_log.sagas_after(tx, after, PAGE)
        read_model.save(tx, [tell(events) for events in await event_log.of_sagas(tx, page)])
    return page
