"""Group commit: many callers, few transactions, each caller with its own outcome."""

import asyncio
from dataclasses import replace
from typing import Any

import psycopg2
import pytest
from common.batching import GroupCommit
from common.commands import Decider
from common.database import Database
from common.errors import Overloaded, Refusal, Transient
from common.event_store import append
from common.ids import new_id
from common.testing.background import Background
from common.testing.counter import Count, Totals, recorded, request
from common.testing.watched import Watched


@pytest.fixture
def watched(database: Database) -> Watched:
    """The scratch database, watched."""
    return Watched(database)


@pytest.fixture
async def group(watched: Watched, counter: Decider[Count, int], background: Background) -> GroupCommit[Count, int]:
    """Group commit at work; patient enough for a retry, not for an outage."""
    group = GroupCommit(watched, counter, waiting=60, patience=0.5)
    background(group.run())
    return group


async def test_many_callers_get_their_own_outcomes_from_few_transactions(
    group: GroupCommit[Count, int], watched: Watched, totals: Totals
) -> None:
    streams = [new_id() for _ in range(50)]
    requests = [request(stream, n) for n, stream in enumerate(streams, start=1)]
    outcomes = await asyncio.gather(*(group.submit(said) for said in requests))
    assert [outcome.state for outcome in outcomes] == list(range(1, 51))
    assert await totals() == {stream: n for n, stream in enumerate(streams, start=1)}
    assert watched.transactions <= 3


async def test_a_refusal_is_raised_to_its_caller_alone(group: GroupCommit[Count, int], totals: Totals) -> None:
    one, other = new_id(), new_id()
    results = await asyncio.gather(
        group.submit(request(one, -1)), group.submit(request(other, 2)), return_exceptions=True
    )
    assert isinstance(results[0], Refusal)
    assert await totals() == {other: 2}


async def test_over_the_number_that_may_wait_a_caller_is_told_to_come_again(
    group: GroupCommit[Count, int], totals: Totals
) -> None:
    results = await asyncio.gather(*(group.submit(request(new_id(), 1)) for _ in range(61)), return_exceptions=True)
    assert [type(result) for result in results if isinstance(result, Exception)] == [Overloaded]
    assert len(await totals()) == 60


@pytest.mark.parametrize("note", ["longer than the column it goes into", "nul \0"], ids=["too long", "nul"])
async def test_a_command_the_database_refuses_does_not_take_the_others_along(
    group: GroupCommit[Count, int], totals: Totals, note: str
) -> None:
    good = [new_id() for _ in range(4)]
    said = [*(request(stream, 1) for stream in good), request(new_id(), 1, note=note)]
    results = await asyncio.gather(*(group.submit(one) for one in said), return_exceptions=True)
    assert isinstance(results.pop(), psycopg2.DataError)
    assert not any(isinstance(result, BaseException) for result in results)
    assert await totals() == dict.fromkeys(good, 1)


async def test_a_defect_met_by_one_command_is_told_to_its_caller_alone(
    group: GroupCommit[Count, int], totals: Totals
) -> None:
    broken: Any = None  # no command: `decide` breaks on it
    good, bad = new_id(), replace(request(new_id(), 1), command=broken)
    results = await asyncio.gather(group.submit(bad), group.submit(request(good, 1)), return_exceptions=True)
    assert isinstance(results[0], AttributeError)
    assert await totals() == {good: 1}
    assert (await group.submit(request(good, 1))).state == 2


async def test_a_commit_whose_answer_was_lost_has_one_effect_and_is_answered(
    group: GroupCommit[Count, int], watched: Watched, totals: Totals
) -> None:
    streams = [new_id() for _ in range(3)]
    watched.answers_to_lose = 1
    outcomes = await asyncio.gather(*(group.submit(request(stream, 5)) for stream in streams))
    assert [(outcome.state, outcome.version) for outcome in outcomes] == [(5, 1)] * 3
    assert await totals() == dict.fromkeys(streams, 5)
    assert watched.transactions == 2


async def test_a_conflict_with_another_writer_is_decided_again(
    group: GroupCommit[Count, int], database: Database, totals: Totals
) -> None:
    stream = new_id()
    async with database.transaction() as other:
        append(other, [recorded(stream, 1)])
        await other.execute("SELECT")
        waiting = asyncio.create_task(group.submit(request(stream, 5)))
        await asyncio.sleep(0.1)  # it has decided on an empty stream, and waits for the other to end
        assert not waiting.done()
    outcome = await waiting
    assert (outcome.state, outcome.version) == (6, 2)
    assert await totals() == {stream: 6}


async def test_a_database_that_stays_away_is_a_transient_fault_to_every_caller(
    group: GroupCommit[Count, int], watched: Watched, totals: Totals
) -> None:
    watched.away = True
    results = await asyncio.gather(*(group.submit(request(new_id(), 1)) for _ in range(3)), return_exceptions=True)
    assert [type(result) for result in results] == [Transient] * 3
    watched.away = False
    stream = new_id()
    await group.submit(request(stream, 1))
    assert await totals() == {stream: 1}


async def test_a_command_whose_caller_went_away_before_its_turn_is_dropped(
    watched: Watched, counter: Decider[Count, int], totals: Totals, background: Background
) -> None:
    group = GroupCommit(watched, counter)
    gone, there = (asyncio.create_task(group.submit(request(new_id(), n))) for n in (1, 2))
    await asyncio.sleep(0)
    gone.cancel()
    background(group.run())
    assert (await there).state == 2
    assert list((await totals()).values()) == [2]
