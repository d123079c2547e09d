"""The relay is woken by commits, and looks by itself in case nothing wakes it."""

import asyncio
from collections.abc import Sequence

import pytest
from common import relay
from common.contracts import topic_of
from common.database import Database
from common.event_store import append
from common.ids import new_id
from common.publisher import Outgoing, Publisher
from common.relay_lease import CHANNEL
from common.settings import ServiceSettings
from common.testing.background import Background
from common.testing.counter import recorded
from common.testing.elsewhere import say_elsewhere
from common.testing.records import read


async def test_a_commit_wakes_the_relay(
    database: Database,
    settings: ServiceSettings,
    owner: str,
    publisher: Publisher,
    background: Background,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(relay, "POLL_SECONDS", 3600.0)
    background(relay.Relay(settings, owner, publisher).run())
    for count in (1, 2, 3):
        async with database.transaction() as tx:
            append(tx, [recorded(new_id(), 1)])
        assert len(await read(settings, topic_of(owner), count)) == count


async def test_a_notification_that_comes_while_the_relay_publishes_is_not_forgotten(
    database: Database,
    settings: ServiceSettings,
    owner: str,
    publisher: Publisher,
    background: Background,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(relay, "POLL_SECONDS", 3600.0)
    publishing, goes, publish = asyncio.Event(), asyncio.Event(), publisher.publish

    async def wait(records: Sequence[Outgoing]) -> None:
        publishing.set()
        await goes.wait()
        await publish(records)

    monkeypatch.setattr(publisher, "publish", wait)
    await say_elsewhere(database, recorded(new_id(), 1))
    background(relay.Relay(settings, owner, publisher).run())
    await publishing.wait()
    await say_elsewhere(database, recorded(new_id(), 1))
    await database.fetch(f"NOTIFY {CHANNEL}; SELECT pg_sleep(0.2)")  # until the relay has heard
    goes.set()
    assert len(await read(settings, topic_of(owner), 2)) == 2


async def test_without_a_notification_the_relay_finds_events_by_looking(
    database: Database, settings: ServiceSettings, owner: str, publisher: Publisher, background: Background
) -> None:
    background(relay.Relay(settings, owner, publisher).run())
    for count in (1, 2, 3):
        await say_elsewhere(database, recorded(new_id(), 1))
        assert len(await read(settings, topic_of(owner), count)) == count
