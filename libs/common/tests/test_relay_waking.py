"""The relay is woken by commits, and looks by itself in case nothing wakes it."""

import pytest
from common import relay
from common.contracts import topic_of
from common.database import Database
from common.event_store import append
from common.ids import new_id
from common.publisher import Publisher
from common.settings import ServiceSettings
from common.testing.background import Background
from common.testing.counter import recorded
from common.testing.records import read

_APPEND_SILENTLY = """
INSERT INTO events (id, stream, version, type, schema_version, data, correlation_id, causation_id, node, time)
VALUES (%s::uuid, %s::uuid, 1, 'counter.counted', 1, '{"amount": 1}', gen_random_uuid(), gen_random_uuid(), 'n', now())
"""


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


async def test_without_a_notification_the_relay_finds_events_by_looking(
    database: Database, settings: ServiceSettings, owner: str, publisher: Publisher, background: Background
) -> None:
    background(relay.Relay(settings, owner, publisher).run())
    for count in (1, 2, 3):
        async with database.transaction() as tx:
            await tx.execute(_APPEND_SILENTLY, [str(new_id()), str(new_id())])
        assert len(await read(settings, topic_of(owner), count)) == count
