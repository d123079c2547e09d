"""Readers who come while a query runs share the next one, and each gets its own answer, or the fault."""

import asyncio
from collections.abc import Collection, Mapping

import psycopg2
import pytest
from common.group_read import GroupRead


class Shelf:
    """Something to read that can be told to wait, and to fail; it notes what it is asked for."""

    def __init__(self) -> None:
        self.asked: list[set[int]] = []
        self.open = asyncio.Event()
        self.fault: Exception | None = None

    async def read(self, keys: Collection[int]) -> Mapping[int, str]:
        self.asked.append(set(keys))
        await self.open.wait()
        if self.fault:
            raise self.fault
        return {key: f"book {key}" for key in keys if key > 0}


async def test_who_comes_while_a_query_runs_shares_the_next_one() -> None:
    shelf = Shelf()
    group = GroupRead(shelf.read)
    first = asyncio.create_task(group.one(1))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    rest = [asyncio.create_task(group.one(key)) for key in (2, 3, 3, -1)]
    await asyncio.sleep(0)
    shelf.open.set()
    assert await first == "book 1"
    assert await asyncio.gather(*rest) == ["book 2", "book 3", "book 3", None]
    assert shelf.asked == [{1}, {2, 3, -1}]


async def test_a_fault_reaches_all_who_waited_for_it_and_nobody_after() -> None:
    shelf = Shelf()
    shelf.open.set()
    shelf.fault = psycopg2.OperationalError("the server is away")
    group = GroupRead(shelf.read)
    answers = await asyncio.gather(*(group.one(key) for key in (1, 2)), return_exceptions=True)
    assert answers == [shelf.fault, shelf.fault]
    shelf.fault = None
    assert await group.one(1) == "book 1"


async def test_who_goes_away_takes_nothing_from_the_others() -> None:
    shelf = Shelf()
    group = GroupRead(shelf.read)
    gone, there = asyncio.create_task(group.one(1)), asyncio.create_task(group.one(1))
    await asyncio.sleep(0)
    gone.cancel()
    shelf.open.set()
    assert await there == "book 1"
    with pytest.raises(asyncio.CancelledError):
        await gone
