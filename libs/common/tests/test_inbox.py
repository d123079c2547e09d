"""The inbox: an event is new once, however it comes again."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict

import pytest
from common.database import Database
from common.envelope import Received
from common.errors import HandledBefore
from common.ids import new_id
from common.inbox import prune, take_in
from common.testing.counter import Counted, recorded


def received() -> Received:
    """An event as it came from a topic."""
    event = {**asdict(recorded(new_id(), 1)), "event": Counted(amount=1)}
    return Received(**event, source="counter", topic="counter.events.v1", partition=0, offset=0)


async def take(database: Database, events: Sequence[Received]) -> list[Received]:
    """Take a batch in, in a transaction of its own that takes nothing for granted."""
    async with database.transaction(again=True) as tx:
        return await take_in(tx, events)


async def test_an_event_of_an_earlier_batch_is_passed_over(database: Database) -> None:
    one, two, three = received(), received(), received()
    assert await take(database, [one, two]) == [one, two]
    assert await take(database, [two, three]) == [three]


async def test_an_event_twice_in_one_batch_is_new_once_and_order_is_kept(database: Database) -> None:
    one, two = received(), received()
    assert await take(database, [two, one, two, one]) == [two, one]


async def test_of_two_at_once_the_second_waits_and_finds_nothing_new(database: Database) -> None:
    events = [received() for _ in range(3)]
    async with database.transaction(again=True) as first:
        assert await take_in(first, events) == events
        second = asyncio.create_task(take(database, list(reversed(events))))
        await asyncio.sleep(0.1)
        assert not second.done()
    assert await second == []


async def test_what_is_wrongly_taken_for_new_at_the_first_try_undoes_the_batch_at_commit(database: Database) -> None:
    one, two = received(), received()
    await take(database, [one])

    async def first_try() -> None:
        async with database.transaction() as tx:
            assert await take_in(tx, [one, two, two]) == [one, two]
            tx.later("CREATE TABLE effects ()")

    with pytest.raises(HandledBefore):
        await first_try()
    assert await database.fetch("SELECT to_regclass('effects')") == [(None,)]
    assert await take(database, [one, two]) == [two]


async def test_what_is_wrongly_taken_for_new_is_told_with_the_first_statement_that_is_awaited(
    database: Database,
) -> None:
    event = received()
    await take(database, [event])
    async with database.transaction() as tx:
        await take_in(tx, [event])
        with pytest.raises(HandledBefore):
            await tx.fetch("SELECT 1")
        await tx.execute("ROLLBACK")


async def test_of_two_first_tries_at_once_one_takes_all(database: Database) -> None:
    events = [received() for _ in range(3)]

    async def first_try(batch: Sequence[Received]) -> None:
        async with database.transaction() as tx:
            await take_in(tx, batch)
            await tx.execute("SELECT pg_sleep(0.05)")

    ends = await asyncio.gather(first_try(events), first_try(list(reversed(events))), return_exceptions=True)
    assert {type(end) for end in ends} == {type(None), HandledBefore}
    assert await take(database, events) == []


async def test_what_was_rolled_back_is_new_again(database: Database) -> None:
    event = received()
    async with database.transaction() as tx:
        assert await take_in(tx, [event]) == [event]
        await tx.execute("ROLLBACK")
    assert await take(database, [event]) == [event]


async def test_pruning_forgets_only_what_is_older_than_kafka_remembers(database: Database) -> None:
    young, old = received(), [received() for _ in range(3)]
    await take(database, [young, *old])
    async with database.transaction() as tx:
        await tx.execute(
            "UPDATE inbox SET received_at = now() - %s * interval '1 day' WHERE event_id = ANY(%s::uuid[])",
            (15, [str(event.id) for event in old]),
        )
    assert await prune(database, 14) == 3
    assert await take(database, [young, old[0]]) == [old[0]]
