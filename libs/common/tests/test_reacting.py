"""Reacting by what is at hand of a stream: right at first or proved wrong at COMMIT, and never merely believed."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from common import commands
from common.commands import Decider
from common.contracts import Event
from common.database import Database
from common.errors import Refusal, StreamConflict
from common.requests import Request
from common.testing.counter import Count, Totals, decide, opening, request

Counter = Decider[Count, int]


async def react(database: Database, counter: Counter, *requests: Request[Count], again: bool = False) -> None:
    """React, in a transaction of its own."""
    async with database.transaction(again=again) as tx:
        await counter.react(tx, requests)


def timid(command: Count, total: int) -> Sequence[Event]:
    """Says nothing where the counter refuses."""
    return decide(command, total) if total + command.amount >= 0 else []


async def test_no_history_is_read_of_a_stream_at_hand_or_of_one_that_is_opened(
    database: Database, counter: Counter, totals: Totals, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(commands, "load")
    first = opening(1)
    await react(database, counter, first)
    await react(database, counter, request(first.stream, 2), request(first.stream, 3))
    assert await totals() == {first.stream: 6}


async def test_what_another_process_changed_is_a_conflict_at_commit_and_is_then_decided_on_its_history(
    database: Database, counter: Counter, elsewhere: Counter, totals: Totals
) -> None:
    first = opening(1)
    await react(database, counter, first)
    await react(database, elsewhere, request(first.stream, 5))
    mine = request(first.stream, 2)
    with pytest.raises(StreamConflict):
        await react(database, counter, mine)
    assert await totals() == {first.stream: 6}
    await react(database, counter, mine, again=True)
    assert await totals() == {first.stream: 8}


@pytest.mark.parametrize("rule", [decide, timid], ids=["refused", "nothing to say"])
async def test_what_would_append_nothing_by_what_is_at_hand_is_decided_on_the_history(
    database: Database, counter: Counter, elsewhere: Counter, totals: Totals, rule: Callable[..., Sequence[Event]]
) -> None:
    first = opening(1)
    await react(database, counter, first)
    await react(database, elsewhere, request(first.stream, 5))
    await react(database, replace(counter, decide=rule), request(first.stream, -3))
    assert await totals() == {first.stream: 3}


async def test_what_the_history_refuses_is_refused_and_nothing_of_the_batch_stays(
    database: Database, counter: Counter, totals: Totals
) -> None:
    first, other = opening(1), opening(1)
    await react(database, counter, first)
    with pytest.raises(Refusal):
        await react(database, counter, other, request(first.stream, 3), request(first.stream, -5))
    assert await totals() == {first.stream: 1}


async def test_in_one_batch_some_streams_are_at_hand_and_others_are_read(
    database: Database, counter: Counter, elsewhere: Counter, totals: Totals
) -> None:
    mine, theirs, new = opening(1), opening(2), opening(3)
    await react(database, counter, mine)
    await react(database, elsewhere, theirs)
    await react(database, counter, *(request(stream, 10) for stream in (theirs.stream, mine.stream)), new)
    assert await totals() == {mine.stream: 11, theirs.stream: 12, new.stream: 3}


async def test_what_is_opened_and_has_a_history_is_decided_on_it(
    database: Database, counter: Counter, elsewhere: Counter, totals: Totals
) -> None:
    first = opening(5)
    await react(database, elsewhere, first)
    await react(database, counter, replace(request(first.stream, -2), opens=True))
    assert await totals() == {first.stream: 3}
    counter.states.forget()
    second = replace(request(first.stream, 4), opens=True)
    with pytest.raises(StreamConflict):
        await react(database, counter, second)
    await react(database, counter, second, again=True)
    assert await totals() == {first.stream: 7}


async def test_nothing_is_supposed_in_a_transaction_that_has_begun(
    database: Database, counter: Counter, elsewhere: Counter, totals: Totals
) -> None:
    first = opening(1)
    await react(database, counter, first)
    await react(database, elsewhere, request(first.stream, 5))
    async with database.transaction() as tx:
        await tx.fetch("SELECT 1")
        await counter.react(tx, [request(first.stream, 2)])
    assert await totals() == {first.stream: 8}
