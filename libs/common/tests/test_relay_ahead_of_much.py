"""What goes out ahead of the relay's cursor when there is much of it: nothing is kept back, and nothing piles up."""

import asyncio

import pytest
from common import relay as relays
from common.database import Database
from common.envelope import Recorded
from common.event_store import append
from common.ids import new_id
from common.relay import Relay
from common.settings import ServiceSettings
from common.testing.counter import recorded
from common.testing.records import published


async def say(database: Database, *events: Recorded) -> None:
    """Commit events, each in a transaction of its own, and ring the bell for them."""
    for event in events:
        async with database.transaction() as tx:
            append(tx, [event])


@pytest.mark.usefixtures("leading")
async def test_a_whole_batch_that_went_out_ahead_and_waits_for_the_cursor_keeps_nothing_back(
    database: Database, settings: ServiceSettings, owner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relays, "BATCH", 3)
    for name in ("_READ", "_READ_PLACES"):
        monkeypatch.setattr(relays, name, getattr(relays, name).replace("LIMIT 1000", "LIMIT 3"))
    events = [recorded(new_id(), 1) for _ in range(9)]
    async with database.transaction() as slow:
        await slow.fetch("SELECT pg_current_xact_id()")
        for event in events:
            await say(database, event)
            await asyncio.sleep(0.05)
        assert set(await published(settings, owner, 9, seconds=2.0)) == {event.id for event in events}


async def test_what_is_heard_while_the_broker_is_away_does_not_pile_up_and_goes_out_later(
    database: Database, settings: ServiceSettings, owner: str, leading: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relays, "BATCH", 5)
    goes = asyncio.Event()
    publish = leading._publisher.publish

    async def wait(records: object) -> None:
        await goes.wait()
        await publish(records)  # type: ignore[arg-type]

    monkeypatch.setattr(leading._publisher, "publish", wait)
    events = [recorded(new_id(), 1) for _ in range(20)]
    await say(database, *events)
    assert len(leading._heard) <= 5
    goes.set()
    assert set(await published(settings, owner, 20)) == {event.id for event in events}
