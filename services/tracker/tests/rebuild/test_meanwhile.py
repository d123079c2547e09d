"""Readers, the tracker and a kill while a rebuild is at work."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from common.database import Database
from common.transaction import Row
from tracker_service.rebuild import Rebuilt
from tracker_service.testing import paths

Rebuild = Callable[..., Awaitable[Rebuilt]]
RowsOf = Callable[[], Awaitable[tuple[list[Row], ...]]]
Watch = Callable[..., Awaitable[None]]
Execute = Callable[..., Awaitable[None]]


async def test_no_reader_misses_a_saga_or_a_step_meanwhile(
    tables: Database, execute: Execute, say: Watch, run: Rebuild
) -> None:
    await say(*(path() for _ in range(10) for path in paths.ALL))
    await run()
    counted = "SELECT (SELECT count(*) FROM saga), (SELECT count(*) FROM saga_step)"
    whole = await tables.fetch_one(counted)
    await execute("UPDATE saga SET node = 'damaged-1'", "UPDATE saga_step SET node = 'damaged-1'")

    work = asyncio.ensure_future(run())
    seen = set()
    while not work.done():
        seen.add(await tables.fetch_one(counted))

    assert (await work).told == 10 * len(paths.ALL)
    assert seen == {whole}


async def test_a_tracker_at_work_and_a_rebuild_leave_the_rows_of_either_alone(
    watch: Watch, say: Watch, run: Rebuild, rows: RowsOf
) -> None:
    before, meanwhile = ([path() for path in paths.ALL] for _ in range(2))
    await watch(*before)
    await say(*before, *meanwhile)

    work = asyncio.ensure_future(run())
    for it in meanwhile:
        for event in it.events:
            it.events = [event]
            await watch(it)
    await work

    found = await rows()
    await run()
    assert await rows() == found
    assert len(found[0]) == 2 * len(paths.ALL)


@pytest.mark.parametrize("steps", [0, 1, 2])
async def test_a_rebuild_that_is_broken_off_is_completed_by_the_next(
    execute: Execute, say: Watch, run: Rebuild, rows: RowsOf, steps: int
) -> None:
    await say(*(path() for path in paths.ALL))
    await run()
    expected = await rows()
    await execute("UPDATE saga SET status = 'STARTED'", "DELETE FROM saga_step WHERE n > 1")
    come = iter(range(steps + 2))

    def break_off(_: Rebuilt) -> None:
        if next(come) == steps:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await run(break_off)
    await run()

    assert await rows() == expected
