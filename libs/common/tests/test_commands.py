"""Carrying out commands: each has its own outcome, and one effect however often it is said."""

from dataclasses import replace
from uuid import UUID

import pytest
from common.commands import Decider
from common.database import Database
from common.envelope import Recorded
from common.errors import Poison
from common.event_store import load
from common.ids import new_id
from common.testing.counter import Count, Counted, Totals, request


async def history(database: Database, stream: UUID) -> list[Recorded]:
    """The events of a stream."""
    async with database.transaction() as tx:
        return (await load(tx, [stream]))[stream]


async def test_a_refusal_leaves_the_others_of_its_batch_untouched(
    database: Database, counter: Decider[Count, int], totals: Totals
) -> None:
    one, other = new_id(), new_id()
    async with database.transaction() as tx:
        outcomes = await counter.execute(tx, [request(one, 5), request(one, -6), request(other, -1), request(one, 2)])
    refusals = [outcome.refusal.code if outcome.refusal else None for outcome in outcomes]
    assert refusals == [None, "BELOW_ZERO", "BELOW_ZERO", None]
    assert [(outcome.state, outcome.version) for outcome in outcomes] == [(5, 1), (5, 1), (0, 0), (7, 2)]
    assert await totals() == {one: 7}


async def test_a_request_said_twice_has_one_effect(
    database: Database, counter: Decider[Count, int], totals: Totals
) -> None:
    stream, request_id = new_id(), new_id()
    for _ in range(2):
        async with database.transaction() as tx:
            said = [request(stream, 3, request_id=request_id), request(stream, 3, request_id=request_id)]
            outcomes = await counter.execute(tx, said)
            assert [(outcome.state, outcome.version) for outcome in outcomes] == [(3, 1), (3, 1)]
    assert await totals() == {stream: 3}
    assert len(await history(database, stream)) == 1


async def test_events_carry_who_caused_them_and_where(database: Database, counter: Decider[Count, int]) -> None:
    said = request(new_id(), 4, note="n")
    async with database.transaction() as tx:
        await counter.execute(tx, [said])
    (event,) = await history(database, said.stream)
    assert (event.causation_id, event.correlation_id, event.time) == (said.id, said.correlation_id, said.time)
    assert (event.node, event.version, event.event) == ("test-1", 1, Counted(amount=4, note="n"))


async def test_what_is_not_declared_is_not_said(
    database: Database, counter: Decider[Count, int], totals: Totals
) -> None:
    silent = replace(counter, says=[])
    with pytest.raises(Poison, match=r"counter\.counted would be said, but nothing .* declares that it may"):
        async with database.transaction() as tx:
            await silent.execute(tx, [request(new_id(), 1)])
    assert await totals() == {}
    assert await database.fetch("SELECT 1 FROM events") == []


async def test_state_is_what_history_folds_to(database: Database, counter: Decider[Count, int]) -> None:
    stream = new_id()
    for amount in (3, -1, 5):
        async with database.transaction() as tx:
            await counter.execute(tx, [request(stream, amount)])
    assert counter.fold(await history(database, stream)) == 7


async def test_the_read_model_and_the_events_are_kept_together_or_not_at_all(
    database: Database, counter: Decider[Count, int], totals: Totals
) -> None:
    stream = new_id()

    async def fail() -> None:
        async with database.transaction() as tx:
            await counter.execute(tx, [request(stream, 1)])
            raise RuntimeError("after both were written")

    with pytest.raises(RuntimeError):
        await fail()
    assert await totals() == {}
    assert await history(database, stream) == []
