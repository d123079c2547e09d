"""What would grow for ever is kept as long as it is set to be, while everything goes on."""

import asyncio

import structlog

from common import idempotency, inbox
from common.archive import archive
from common.database import Database
from common.retries import until_it_works
from common.settings import ServiceSettings

log = structlog.get_logger(__name__)


async def keep_house(database: Database, settings: ServiceSettings) -> None:
    """Tidy up now and then, for ever."""
    while True:
        await asyncio.sleep(settings.prune_seconds)
        await until_it_works(lambda: tidy(database, settings))


async def tidy(database: Database, settings: ServiceSettings) -> None:
    """Prune inbox and kept answers, and archive published events, each by its age."""
    seen = await inbox.prune(database, settings.inbox_keep_days)
    answers = await idempotency.prune(database, settings.idempotency_keep_hours)
    archived = await archive(database, settings.archive_after_days)
    if seen or answers or archived:
        log.info("tidied up", inbox=seen, idempotency=answers, archived=archived)
