"""Telling every saga anew from the log of a real PostgreSQL."""

from collections.abc import Awaitable, Callable

from common.database import Database
from common.transaction import Row
from tracker_service.rebuild import rebuild
from tracker_service.testing import paths


async def test_rebuilding_from_the_log_gives_the_same_rows(
    tables: Database, watch: Callable[..., Awaitable[None]], rows: Callable[[], Awaitable[tuple[list[Row], ...]]]
) -> None:
    await watch(*(path() for path in paths.ALL))
    expected = await rows()
    async with tables.transaction() as tx:
        await tx.execute("UPDATE saga SET status = 'STARTED'")
        await tx.execute("DELETE FROM saga_step WHERE n > 2")

    assert await rebuild(tables) == len(paths.ALL)

    assert await rows() == expected
