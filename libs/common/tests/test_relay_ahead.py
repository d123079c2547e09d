"""Ahead of its cursor the relay publishes what its own process committed, and only what keeps each stream's order."""

from collections import Counter
from dataclasses import replace

import orjson
import pytest
from common.contracts import topic_of
from common.database import Database
from common.envelope import Recorded
from common.event_store import append
from common.ids import new_id
from common.last_words import until_published
from common.publisher import Publisher
from common.relay import Relay
from common.settings import ServiceSettings
from common.testing.background import Background
from common.testing.counter import recorded
from common.testing.elsewhere import append_silently, say_elsewhere
from common.testing.records import headers_of, published, read

_ALL_LEADERS_END = """
SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database d ON d.oid = database
WHERE locktype = 'advisory' AND datname = current_database() AND granted
"""


async def say(database: Database, *events: Recorded) -> None:
    """Commit events, each in a transaction of its own, and ring the bell for them."""
    for event in events:
        async with database.transaction() as tx:
            append(tx, [event])


async def versions(settings: ServiceSettings, owner: str, count: int, *, seconds: float = 20.0) -> list[int]:
    """The versions of what is in the topic, in order."""
    records = await read(settings, topic_of(owner), count, seconds=seconds)
    return [int(headers_of(record)["ce_streamversion"]) for record in records]


@pytest.mark.usefixtures("leading")
async def test_it_does_not_wait_for_an_older_transaction_which_is_not_skipped_either(
    database: Database, settings: ServiceSettings, owner: str
) -> None:
    early, late = recorded(new_id(), 1), recorded(new_id(), 1)
    async with database.transaction() as slow:
        append_silently(slow, [early])
        await slow.execute("SELECT")
        await say(database, late)
        assert await published(settings, owner, 1) == [late.id]
    assert await published(settings, owner, 2) == [late.id, early.id]


@pytest.mark.usefixtures("leading")
async def test_it_waits_for_the_event_before_it_which_another_process_said(
    database: Database, settings: ServiceSettings, owner: str
) -> None:
    stream = new_id()
    await say_elsewhere(database, recorded(stream, 1))
    await say(database, recorded(stream, 2), recorded(stream, 3))
    assert await versions(settings, owner, 3) == [1, 2, 3]


@pytest.mark.usefixtures("leading")
async def test_it_waits_for_the_event_before_it_even_if_that_waits_for_an_older_transaction(
    database: Database, settings: ServiceSettings, owner: str
) -> None:
    stream = new_id()
    async with database.transaction() as slow:
        await slow.fetch("SELECT pg_current_xact_id()")
        await say_elsewhere(database, recorded(stream, 1))
        await say(database, recorded(stream, 2))
        assert await versions(settings, owner, 1, seconds=1.0) == []
    assert await versions(settings, owner, 2) == [1, 2]


async def test_it_is_not_published_again_when_the_cursor_comes_to_it(
    database: Database, settings: ServiceSettings, owner: str, leading: Relay
) -> None:
    streams = [new_id() for _ in range(10)]
    for version in (1, 2, 3):
        await say(database, *(recorded(stream, version) for stream in streams))
        await say_elsewhere(database, recorded(new_id(), 1))
        await until_published(database, 20.0)
    assert not leading._ahead
    ids = [headers_of(record)["ce_id"] for record in await read(settings, topic_of(owner), 34, seconds=1.0)]
    assert (len(ids), set(Counter(ids).values())) == (33, {1})


@pytest.mark.usefixtures("leading")
async def test_the_next_leader_publishes_it_again_with_all_that_had_to_wait(
    database: Database, settings: ServiceSettings, owner: str, publisher: Publisher, background: Background
) -> None:
    background(Relay(settings, owner, publisher).run())
    early, late, later = recorded(new_id(), 1), recorded(new_id(), 1), recorded(new_id(), 1)
    async with database.transaction() as slow:
        append_silently(slow, [early])
        await slow.execute("SELECT")
        await say(database, late)
        assert await published(settings, owner, 1) == [late.id]
        assert await database.fetch(_ALL_LEADERS_END)
        await say(database, later)
        await slow.execute("SELECT")
    assert set(await published(settings, owner, 3)) == {early.id, late.id, later.id}


@pytest.mark.usefixtures("leading")
async def test_it_is_the_same_when_it_is_published_again(
    database: Database, settings: ServiceSettings, owner: str, publisher: Publisher, background: Background
) -> None:
    background(Relay(settings, owner, publisher).run())
    event = replace(recorded(new_id(), 1), traceparent="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
    async with database.transaction() as slow:
        await slow.fetch("SELECT pg_current_xact_id()")
        await say(database, event)
        assert await published(settings, owner, 1) == [event.id]
        assert await database.fetch(_ALL_LEADERS_END)
    heard, looked_up = await read(settings, topic_of(owner), 2)
    assert dict(heard.headers) == dict(looked_up.headers)
    assert (heard.key, orjson.loads(heard.value)) == (looked_up.key, orjson.loads(looked_up.value))
