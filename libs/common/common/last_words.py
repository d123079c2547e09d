"""What a process says last is published before it goes, if the broker is there."""

import asyncio

import structlog

from common.database import Database
from common.details import relay_state
from common.retries import until_it_works
from common.runtime import end

log = structlog.get_logger(__name__)


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
