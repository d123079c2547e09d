"""A database that was set back, or a topic that was lost: each gets back from the other what it lacks."""
# long: both directions of one recovery, told with the same histories

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from common.commands import Decider
from common.contracts import BY_TYPE, topic_of
from common.database import Database
from common.envelope import Recorded
from common.errors import Transient
from common.event_store import append, load
from common.ids import new_id
from common.publisher import Publisher
from common.recovery import recover
from common.relay import Relay
from common.settings import ServiceSettings
from common.testing.background import Background
from common.testing.counter import Count, Counted, CountedBySomebody, CountedTwice, Totals, recorded
from common.testing.records import outgoing, published
from common.topics import ensure_topics

Say = Callable[[Sequence[Recorded]], Any]


@pytest.fixture
async def owner(settings: ServiceSettings) -> str:
    """The counter's own name, for events are taken back from who said them, on a topic of this test alone."""
    name = f"counter-{new_id().hex}"
    await ensure_topics(settings, [topic_of(name)])
    return name


async def publish(publisher: Publisher, owner: str, events: Sequence[Recorded]) -> None:
    """What a relay of `owner` would write."""
    records = [outgoing(topic_of(owner), event) for event in events]
    ours = [replace(r, headers=[(k, owner.encode() if k == "ce_source" else v) for k, v in r.headers]) for r in records]
    await publisher.publish(ours)


def history(*amounts: int) -> list[Recorded]:
    """A counter's events."""
    stream = new_id()
    return [recorded(stream, version, Counted(amount=amount)) for version, amount in enumerate(amounts, start=1)]


async def stored(database: Database, events: Sequence[Recorded]) -> list[Recorded]:
    """What the event store has of the stream of `events`."""
    async with database.transaction() as tx:
        return (await load(tx, [events[0].stream]))[events[0].stream]


async def keep(database: Database, events: Sequence[Recorded]) -> None:
    async with database.transaction() as tx:
        append(tx, events)


async def test_what_was_published_and_forgotten_is_taken_back_with_its_read_model(
    settings: ServiceSettings,
    owner: str,
    database: Database,
    publisher: Publisher,
    counter: Decider[Count, int],
    totals: Totals,
) -> None:
    early, late = history(1, 2, 3), history(5)
    await publish(publisher, owner, [*early, *late, early[2]])
    await keep(database, early[:1])
    await recover(settings, owner, database, counter)
    assert await stored(database, early) == early
    assert await stored(database, late) == late
    assert await totals() == {early[0].stream: 6, late[0].stream: 5}


async def test_doing_it_again_changes_nothing(
    settings: ServiceSettings, owner: str, database: Database, publisher: Publisher, counter: Decider[Count, int]
) -> None:
    events = history(1, 2)
    await publish(publisher, owner, events)
    for _ in range(2):
        await recover(settings, owner, database, counter)
    assert await database.fetch("SELECT count(*) FROM events") == [(2,)]


async def test_what_somebody_else_wrote_is_not_taken_for_our_own(
    settings: ServiceSettings, owner: str, database: Database, publisher: Publisher, counter: Decider[Count, int]
) -> None:
    ours, theirs = history(1, 2), history(3)
    await publish(publisher, owner, ours[:1])
    await publisher.publish([outgoing(topic_of(owner), theirs[0])])
    await publisher.publish([replace(outgoing(topic_of(owner), theirs[0]), value=b"\xff")])
    await publish(publisher, owner, ours[1:])
    await recover(settings, owner, database, counter)
    assert await stored(database, ours) == ours
    assert await stored(database, theirs) == []


async def test_where_both_tell_differently_the_event_store_stays_as_it_is(
    settings: ServiceSettings, owner: str, database: Database, publisher: Publisher, counter: Decider[Count, int]
) -> None:
    said = history(1, 2, 3)
    other = [said[0], replace(said[1], id=new_id(), event=Counted(amount=9))]
    await publish(publisher, owner, said)
    await keep(database, other)
    await recover(settings, owner, database, counter)
    assert await stored(database, said) == other


async def test_an_event_whose_predecessor_is_nowhere_is_not_taken_in(
    settings: ServiceSettings, owner: str, database: Database, publisher: Publisher, counter: Decider[Count, int]
) -> None:
    events = history(1, 2, 3)
    await publish(publisher, owner, events[1:])
    await recover(settings, owner, database, counter)
    assert await stored(database, events) == []


async def test_what_was_forgotten_is_found_however_much_was_said_since(
    settings: ServiceSettings, owner: str, database: Database, publisher: Publisher, counter: Decider[Count, int]
) -> None:
    forgotten, since = history(1, 2), history(*range(1, 100))
    await publish(publisher, owner, [*forgotten, *since])
    await keep(database, since)
    await recover(settings, owner, database, counter)
    assert await stored(database, forgotten) == forgotten


async def test_what_was_noted_as_written_from_here_is_not_read_again(
    settings: ServiceSettings, owner: str, database: Database, publisher: Publisher, counter: Decider[Count, int]
) -> None:
    events = history(1, 2, 3)
    await publish(publisher, owner, events)
    await recover(settings, owner, database, counter)
    assert await database.fetch("SELECT next_offset::int FROM published") == [(3,)]
    await database.fetch("TRUNCATE events, totals; SELECT 1")
    await recover(settings, owner, database, counter)
    assert await stored(database, events) == []


async def test_what_a_newer_release_said_is_taken_back_as_it_wrote_it(
    settings: ServiceSettings,
    owner: str,
    database: Database,
    publisher: Publisher,
    counter: Decider[Count, int],
    totals: Totals,
) -> None:
    event = recorded(new_id(), 1, CountedBySomebody(amount=3, by="Ada"))
    await publish(publisher, owner, [event])
    await recover(settings, owner, database, counter)
    assert await database.fetch("SELECT schema_version, data->>'by' FROM events") == [(2, "Ada")]
    assert await totals() == {event.stream: 3}


async def test_what_an_older_release_said_is_taken_back_as_it_wrote_it(
    monkeypatch: pytest.MonkeyPatch,
    settings: ServiceSettings,
    owner: str,
    database: Database,
    publisher: Publisher,
    counter: Decider[Count, int],
    totals: Totals,
) -> None:
    (event,) = history(3)
    await publish(publisher, owner, [event])
    monkeypatch.setitem(BY_TYPE, Counted.type, CountedTwice)
    await recover(settings, owner, database, counter)
    assert await database.fetch("SELECT schema_version, readable_since, data ? 'times' FROM events") == [(1, 1, False)]
    assert await totals() == {event.stream: 3}


class CountedAloud(Counted):
    """An event of a later release, of a type that this one has never heard of."""

    type = "counter.counted_aloud"


TOO_NEW = [CountedTwice(amount=3, times=2), CountedAloud(amount=3)]


@pytest.mark.parametrize("said", TOO_NEW, ids=["version", "type"])
async def test_nothing_is_said_in_the_place_of_what_only_a_newer_release_can_take_back(
    settings: ServiceSettings,
    owner: str,
    database: Database,
    publisher: Publisher,
    counter: Decider[Count, int],
    said: Counted,
) -> None:
    await publish(publisher, owner, [recorded(new_id(), 1, said)])
    with pytest.raises(Transient, match=rf"forgot.*{said.type}.*deploy the newer release"):
        await recover(settings, owner, database, counter)
    assert await database.fetch("SELECT 1 FROM events UNION ALL SELECT 1 FROM published") == []


async def test_what_only_a_newer_release_may_read_is_no_trouble_where_the_event_store_has_it(
    settings: ServiceSettings, owner: str, database: Database, publisher: Publisher, counter: Decider[Count, int]
) -> None:
    newer, ours = recorded(new_id(), 1, CountedTwice(amount=3, times=2)), history(1)
    await publish(publisher, owner, [newer, *ours])
    await keep(database, [newer])
    await recover(settings, owner, database, counter)
    assert await stored(database, ours) == ours


async def test_what_somebody_else_wrote_stops_nobody_however_new_it_is(
    settings: ServiceSettings, owner: str, database: Database, publisher: Publisher, counter: Decider[Count, int]
) -> None:
    ours = history(1)
    await publisher.publish([outgoing(topic_of(owner), recorded(new_id(), 1, said)) for said in TOO_NEW])
    await publish(publisher, owner, ours)
    await recover(settings, owner, database, counter)
    assert await stored(database, ours) == ours


async def test_a_relay_that_may_not_read_what_was_forgotten_leaves_the_lead_to_one_that_may(
    monkeypatch: pytest.MonkeyPatch,
    settings: ServiceSettings,
    owner: str,
    database: Database,
    publisher: Publisher,
    counter: Decider[Count, int],
    background: Background,
) -> None:
    newer, waiting = recorded(new_id(), 1, CountedTwice(amount=3, times=2)), history(5)
    await publish(publisher, owner, [newer])
    await keep(database, waiting)
    tried = asyncio.Event()

    async def recover_here() -> None:
        try:
            await recover(settings, owner, database, counter)
        except Transient:
            tried.set()
            raise

    background(Relay(settings, owner, publisher, recover_here).run())
    await tried.wait()
    assert await published(settings, owner, 2, seconds=1) == [newer.id]
    monkeypatch.setitem(BY_TYPE, Counted.type, CountedTwice)  # from now on the release that may
    assert await published(settings, owner, 2) == [newer.id, waiting[0].id]
    assert [event.event for event in await stored(database, [newer])] == [newer.event]


async def test_an_event_that_fits_nowhere_keeps_no_other_from_its_place(
    settings: ServiceSettings,
    owner: str,
    database: Database,
    publisher: Publisher,
    counter: Decider[Count, int],
    totals: Totals,
) -> None:
    unfit = [recorded(new_id(), 1, Counted(amount=1, note="longer than the read model takes"))]
    fit = [*history(1, 2), *history(3)]
    await publish(publisher, owner, [*fit[:1], *unfit, *fit[1:]])
    await recover(settings, owner, database, counter)
    assert sorted((await totals()).values()) == [3, 3]
    assert await stored(database, unfit) == []


async def test_a_lost_topic_gets_again_what_was_published(
    settings: ServiceSettings,
    owner: str,
    database: Database,
    publisher: Publisher,
    counter: Decider[Count, int],
    background: Background,
) -> None:
    events = history(1, 2, 3)
    await keep(database, events)
    await database.fetch("UPDATE relay_cursor SET tx = pg_current_xact_id(), position = 1000 RETURNING 1")
    await database.fetch("INSERT INTO published VALUES (0, 3) RETURNING 1")
    await recover(settings, owner, database, counter)
    background(Relay(settings, owner, publisher).run())
    assert await published(settings, owner, 3) == [event.id for event in events]


async def test_a_relay_that_begins_to_lead_takes_back_first_what_was_forgotten(
    settings: ServiceSettings,
    owner: str,
    database: Database,
    publisher: Publisher,
    counter: Decider[Count, int],
    background: Background,
) -> None:
    forgotten, waiting = history(1, 2), history(5)
    await publish(publisher, owner, forgotten)
    await keep(database, waiting)
    background(Relay(settings, owner, publisher, lambda: recover(settings, owner, database, counter)).run())
    assert await published(settings, owner, 3) == [event.id for event in [*forgotten, *waiting]]
    assert await stored(database, forgotten) == forgotten
    async with asyncio.timeout(10):
        while await database.fetch("SELECT next_offset::int FROM published") < [(3,)]:
            await asyncio.sleep(0.02)


async def test_events_copied_to_another_server_are_published_from_where_they_were(
    settings: ServiceSettings,
    owner: str,
    database: Database,
    publisher: Publisher,
    counter: Decider[Count, int],
    background: Background,
) -> None:
    before, waiting, after = history(1), history(2), history(3)
    await keep(database, before)
    await keep(database, waiting)
    await database.fetch("UPDATE events SET tx = (position + 4000000000)::text::xid8 RETURNING 1")
    await database.fetch(
        "UPDATE relay_cursor SET (tx, position) = (SELECT tx, position FROM events ORDER BY tx LIMIT 1) RETURNING 1"
    )
    await recover(settings, owner, database, counter)
    assert await stored(database, before) == before  # no StreamConflict
    await keep(database, after)
    background(Relay(settings, owner, publisher).run())
    assert await published(settings, owner, 2) == [waiting[0].id, after[0].id]
