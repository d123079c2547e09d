"""How far the log has grown is known as soon as a batch is committed, and waited for by anybody."""

import asyncio

from common.database import Database
from common.testing.background import background
from tracker_service.growth import Growth
from tracker_service.subscriptions import handle
from tracker_service.testing import paths

LONG = 3600.0


def never() -> bool:
    return False


async def log_a_saga(growth: Growth, tables: Database) -> None:
    async with tables.transaction() as tx:
        await growth.after(handle)(tx, paths.confirmed().events)


async def test_whoever_waits_is_woken_by_a_batch_that_is_committed_here(tables: Database) -> None:
    growth = Growth(poll=LONG)
    async with background() as start:
        start(growth.watch(tables))
        for expected in (4, 8):
            waiting = [asyncio.create_task(growth.beyond(expected - 1, LONG, never)) for _ in range(3)]
            await log_a_saga(growth, tables)
            assert await asyncio.gather(*waiting) == [expected] * 3


async def test_waiting_ends_without_news_when_its_time_is_up_when_nobody_needs_it_and_at_the_end(
    growth: Growth, tables: Database
) -> None:
    await log_a_saga(growth, tables)
    gone: list[str] = []
    waiting = asyncio.create_task(growth.beyond(4, LONG, lambda: bool(gone)))

    assert await growth.beyond(4, 0.01, never) is None
    gone.append("now")
    assert await waiting is None
    waiting = asyncio.create_task(growth.beyond(4, LONG, never))
    await growth.close()
    assert await waiting is None
