"""The event store: what goes in comes out, and two writers of one stream never both get their way."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from common.contracts import BY_TYPE, EVENTS, Event, Item
from common.database import Database
from common.errors import Poison, StreamConflict
from common.event_store import append, load
from common.ids import new_id
from common.testing.counter import Counted, CountedTwice, recorded

FIELDS: dict[str, object] = {
    "order_id": UUID("0190a0a0-0000-7000-8000-000000000001"),
    "user_id": UUID("0190a0a0-0000-7000-8000-000000000002"),
    "items": (Item(product_id="p1", product_name="Tea “Señor” 茶", quantity=3, price=Decimal("0.10")),),
    "shipping_address": {"street": "1 Main St", "city": "Köln"},
    "total_amount": Decimal("99999999.90"),
    "amount": Decimal("0.30"),
    "payment_method": "card_ok",
    "confirmation": "manual",
    "deadline": datetime(2026, 1, 31, 9, 30, 0, 123456, UTC),
    "attempt": 2,
    "retryable": True,
}


def sample(contract: type[Event]) -> Event:
    """An event of a contract, every field filled."""
    return contract(**{name: FIELDS.get(name, f"some {name}") for name in contract.model_fields})


@pytest.mark.parametrize("contract", EVENTS, ids=lambda contract: contract.type)
async def test_every_contract_comes_back_from_the_store_as_it_went_in(
    database: Database, contract: type[Event]
) -> None:
    event = recorded(new_id(), 1, sample(contract))
    async with database.transaction() as tx:
        append(tx, [event])
    async with database.transaction() as tx:
        assert await load(tx, [event.stream]) == {event.stream: [event]}


async def test_an_event_that_was_stored_by_an_earlier_release_is_lifted(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = recorded(new_id(), 1, Counted(amount=3))
    async with database.transaction() as tx:
        append(tx, [event])
    monkeypatch.setitem(BY_TYPE, Counted.type, CountedTwice)
    async with database.transaction() as tx:
        lifted = (await load(tx, [event.stream]))[event.stream]
    assert [each.event for each in lifted] == [CountedTwice(amount=3, times=1)]


async def test_an_event_that_a_later_release_stored_and_this_one_would_misunderstand_is_poison(
    database: Database,
) -> None:
    event = recorded(new_id(), 1, CountedTwice(amount=3, times=2))
    async with database.transaction() as tx:
        append(tx, [event])
    with pytest.raises(Poison, match=r"written by a newer version: a counter\.counted of schema version 2"):
        async with database.transaction() as tx:
            await load(tx, [event.stream])


async def test_a_stream_without_events_has_an_empty_history(database: Database) -> None:
    stream = new_id()
    async with database.transaction() as tx:
        assert await load(tx, [stream]) == {stream: []}


async def test_histories_are_told_apart_and_oldest_first(database: Database) -> None:
    one, other = new_id(), new_id()
    events = [recorded(one, 1), recorded(other, 1), recorded(one, 2)]
    async with database.transaction() as tx:
        append(tx, events)
    async with database.transaction() as tx:
        assert await load(tx, [one, other]) == {one: [events[0], events[2]], other: [events[1]]}


async def test_a_version_that_is_taken_is_a_conflict_and_leaves_nothing_of_its_batch(database: Database) -> None:
    stream, other = new_id(), new_id()
    async with database.transaction() as tx:
        append(tx, [recorded(stream, 1)])
    with pytest.raises(StreamConflict):
        async with database.transaction() as tx:
            append(tx, [recorded(other, 1), recorded(stream, 1)])
    async with database.transaction() as tx:
        assert (await load(tx, [other]))[other] == []


async def test_a_stream_changed_by_a_younger_transaction_is_a_conflict_on_loading(database: Database) -> None:
    stream = new_id()
    async with database.transaction() as older:
        await older.fetch("SELECT pg_current_xact_id()")
        async with database.transaction() as younger:
            append(younger, [recorded(stream, 1)])
        with pytest.raises(StreamConflict):
            await load(older, [stream])


async def test_a_stream_changed_by_an_older_transaction_is_loaded(database: Database) -> None:
    stream = new_id()
    async with database.transaction() as older:
        await older.fetch("SELECT pg_current_xact_id()")
        async with database.transaction() as younger:
            await younger.fetch("SELECT pg_current_xact_id()")
            event = recorded(stream, 1)
            append(older, [event])
            await older.execute("SELECT")
            await older.execute("COMMIT")
            assert (await load(younger, [stream]))[stream] == [event]
