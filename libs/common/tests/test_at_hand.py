"""What is at hand of streams: what was committed and all that caused it, until the database may be another."""

import psycopg2
import pytest
from common.commands import Decider
from common.database import Database
from common.errors import StreamConflict
from common.ids import new_id
from common.requests import Request
from common.testing.counter import Count, Totals, opening, recorded, request

_END_ALL = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
Counter = Decider[Count, int]


async def react(database: Database, counter: Counter, *requests: Request[Count], again: bool = False) -> None:
    """React, in a transaction of its own."""
    async with database.transaction(again=again) as tx:
        await counter.react(tx, requests)


async def test_what_was_not_committed_is_not_at_hand(database: Database, counter: Counter) -> None:
    first = opening(1)

    async def fail() -> None:
        async with database.transaction() as tx:
            await counter.react(tx, [first])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert counter.states.at_hand(first.stream) is None


async def test_a_cause_that_another_process_acted_upon_has_no_second_effect(
    database: Database, counter: Counter, elsewhere: Counter, totals: Totals
) -> None:
    first = opening(1)
    await react(database, counter, first)
    cause = request(first.stream, 5)
    await react(database, elsewhere, cause)
    with pytest.raises(StreamConflict):
        await react(database, counter, cause)
    for _ in range(2):
        await react(database, counter, cause, again=True)
    assert await totals() == {first.stream: 6}


async def test_the_cause_of_what_was_forgotten_and_taken_back_has_no_second_effect(
    database: Database, counter: Counter, totals: Totals
) -> None:
    event = recorded(new_id(), 1)
    async with database.transaction() as tx:
        assert await counter.adopt(tx, [event]) == 1
    await react(database, counter, request(event.stream, 4, request_id=event.causation_id))
    assert await totals() == {event.stream: 1}


async def test_all_is_forgotten_when_a_connection_is_opened_for_the_database_may_have_been_set_back(
    database: Database, counter: Counter, totals: Totals
) -> None:
    database.at_connect.append(counter.states.forget)
    first = opening(1)
    await react(database, counter, first)
    await database.fetch(_END_ALL)
    with pytest.raises(psycopg2.OperationalError):
        await database.fetch("SELECT pg_terminate_backend(pg_backend_pid())")
    await database.fetch("SELECT 1")
    assert counter.states.at_hand(first.stream) is None
    await react(database, counter, request(first.stream, 1))
    assert await totals() == {first.stream: 2}
