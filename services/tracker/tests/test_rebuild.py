"""Making log and stories right again, by what a real Kafka keeps, in a real PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

import pytest
from common.database import Database
from common.ids import new_id
from common.publisher import Outgoing, Publisher
from common.settings import ServiceSettings
from common.testing.records import outgoing
from common.topics import ensure_topics
from common.transaction import Row
from tracker_service import rebuild as rebuilding
from tracker_service.rebuild import Rebuilt, rebuild
from tracker_service.testing import paths
from tracker_service.testing.chronicle import Chronicle
from tracker_service.testing.delivery import suspension

Rebuild = Callable[..., Awaitable[Rebuilt]]
RowsOf = Callable[[], Awaitable[tuple[list[Row], ...]]]
Watch = Callable[..., Awaitable[None]]


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuilding, "PAGE", 5)


@pytest.fixture
async def topic(scratch_settings: ServiceSettings) -> str:
    """A topic in which nobody else says anything."""
    name = f"topic-{new_id()}"
    await ensure_topics(scratch_settings, [name])
    return name


@pytest.fixture
async def say(topic: str, scratch_settings: ServiceSettings) -> AsyncIterator[Watch]:
    """Writes all events of some chronicles to the topic."""
    publisher = Publisher(scratch_settings)

    async def say(*chronicles: Chronicle) -> None:
        await publisher.publish([outgoing(topic, event) for it in chronicles for event in it.events])

    yield say
    await publisher.close()


@pytest.fixture
def run(tables: Database, topic: str, scratch_settings: ServiceSettings) -> Rebuild:
    """Rebuilds from the topic; `say` is called with how far it has come."""

    async def run(say: Callable[[Rebuilt], None] = lambda _: None) -> Rebuilt:
        return await rebuild(scratch_settings, tables, [topic], say)

    return run


async def execute(database: Database, *statements: str) -> None:
    async with database.transaction() as tx:
        for statement in statements:
            await tx.execute(statement)


async def test_all_that_kafka_keeps_is_logged_and_told_again_after_every_table_was_emptied(
    tables: Database, watch: Watch, say: Watch, run: Rebuild, rows: RowsOf
) -> None:
    chronicles = [path() for path in paths.ALL]
    said = sum(len(it.events) for it in chronicles)
    await watch(*chronicles)
    sagas, steps, _ = await rows()
    await say(*chronicles)
    await execute(tables, "TRUNCATE event_log, saga, saga_step")

    assert await run() == Rebuilt(read=said, logged=said, told=len(chronicles))

    assert (await rows())[:2] == (sagas, steps)
    assert len((await rows())[2]) == said


async def test_a_second_rebuild_finds_nothing_to_do_and_touches_no_row(
    tables: Database, say: Watch, run: Rebuild
) -> None:
    await say(*(path() for path in paths.ALL))
    first = await run()
    touched = "SELECT ctid::text, xmin::text FROM saga UNION ALL SELECT ctid::text, xmin::text FROM saga_step"
    before = await tables.fetch(touched)

    assert await run() == replace(first, logged=0)

    assert await tables.fetch(touched) == before


async def test_damaged_rows_are_healed(tables: Database, say: Watch, run: Rebuild, rows: RowsOf) -> None:
    await say(*(path() for path in paths.ALL))
    await run()
    expected = await rows()
    await execute(
        tables,
        "UPDATE saga SET status = 'STARTED', refunded = 7",
        "DELETE FROM saga WHERE saga_id IN (SELECT saga_id FROM saga LIMIT 3)",
        "DELETE FROM saga_step WHERE n > 2",
        "UPDATE event_log SET time = now(), data = data || '{\"attempt\": 9}' WHERE type = 'order.paid'",
        "DELETE FROM event_log WHERE type = 'order.confirmed'",
    )

    done = await run()

    assert await rows() == expected
    assert done.logged == sum(event[0]["type"] == "order.confirmed" for event in expected[2])
    assert done.corrected == sum(event[0]["type"] == "order.paid" for event in expected[2])


async def test_rows_that_no_event_justifies_are_removed_wherever_they_stand(
    tables: Database, say: Watch, run: Rebuild, rows: RowsOf
) -> None:
    await say(*(path() for path in paths.ALL))
    await run()
    expected = await rows()
    # One close to each that is there, and one beyond them on either side.
    among = "SELECT overlay(saga_id::text placing 'ffff' from 33)::uuid AS id FROM saga"
    beyond = "VALUES ('ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid), ('00000000-0000-0000-0000-000000000001')"
    await execute(
        tables,
        "INSERT INTO saga SELECT (jsonb_populate_record(NULL::saga, one.row || jsonb_build_object('saga_id', id))).*"
        f" FROM ({among} UNION {beyond}) AS made, (SELECT to_jsonb(saga) AS row FROM saga LIMIT 1) AS one",
        "INSERT INTO saga_step SELECT saga_id, 90 + n, name, service, node, status, started_at, ended_at, event_id"
        " FROM saga_step WHERE n = 1",
    )

    done = await run()

    assert await rows() == expected
    assert done.removed == 2 * len(paths.ALL) + 2


async def test_an_event_that_kafka_no_longer_keeps_stays_logged_and_told(
    watch: Watch, say: Watch, run: Rebuild, rows: RowsOf
) -> None:
    old, kept = paths.confirmed(), paths.declined()
    await watch(old)
    sagas, steps, log = await rows()
    await say(kept)

    done = await run()

    assert (done.logged, done.told, done.removed) == (len(kept.events), 2, 0)
    for before, after in zip((sagas, steps, log), await rows(), strict=True):
        assert [row for row in before if row not in after] == []


async def test_an_event_published_twice_is_logged_as_it_was_said_first(
    tables: Database, say: Watch, run: Rebuild, rows: RowsOf
) -> None:
    it = paths.confirmed()
    await say(it)
    await run()
    expected = await rows()
    it.events = [replace(event, node="elsewhere-1") for event in it.events]
    await say(it)

    done = await run()

    assert (done.read, done.logged, done.corrected) == (2 * len(it.events), 0, 0)
    assert await rows() == expected


async def test_no_reader_misses_a_saga_or_a_step_meanwhile(tables: Database, say: Watch, run: Rebuild) -> None:
    await say(*(path() for _ in range(10) for path in paths.ALL))
    await run()
    counted = "SELECT (SELECT count(*) FROM saga), (SELECT count(*) FROM saga_step)"
    whole = await tables.fetch_one(counted)
    await execute(tables, "UPDATE saga SET node = 'damaged-1'", "UPDATE saga_step SET node = 'damaged-1'")

    work = asyncio.ensure_future(run())
    seen = set()
    while not work.done():
        seen.add(await tables.fetch_one(counted))

    assert (await work).told == 10 * len(paths.ALL)
    assert seen == {whole}


async def test_a_tracker_at_work_and_a_rebuild_leave_the_rows_of_either_alone(
    watch: Watch, say: Watch, run: Rebuild, rows: RowsOf
) -> None:
    before, meanwhile = ([path() for path in paths.ALL] for _ in range(2))
    await watch(*before)
    await say(*before, *meanwhile)

    work = asyncio.ensure_future(run())
    for it in meanwhile:
        for event in it.events:
            it.events = [event]
            await watch(it)
    await work

    found = await rows()
    await run()
    assert await rows() == found
    assert len(found[0]) == 2 * len(paths.ALL)


@pytest.mark.parametrize("steps", [0, 1, 2])
async def test_a_rebuild_that_is_broken_off_is_completed_by_the_next(
    tables: Database, say: Watch, run: Rebuild, rows: RowsOf, steps: int
) -> None:
    await say(*(path() for path in paths.ALL))
    await run()
    expected = await rows()
    await execute(tables, "UPDATE saga SET status = 'STARTED'", "DELETE FROM saga_step WHERE n > 1")
    come = iter(range(steps + 2))

    def break_off(_: Rebuilt) -> None:
        if next(come) == steps:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await run(break_off)
    await run()

    assert await rows() == expected


async def test_a_record_that_cannot_be_read_is_counted_and_passed_over(
    topic: str, scratch_settings: ServiceSettings, say: Watch, run: Rebuild
) -> None:
    publisher = Publisher(scratch_settings)
    await publisher.publish([Outgoing(topic, b"no uuid", b"\x00\xff", [])])
    await publisher.close()
    await say(paths.confirmed())

    done = await run()

    assert (done.read, done.unreadable, done.logged, done.told) == (5, 1, 4, 1)


async def test_what_auth_says_is_logged_again_and_is_no_saga(say: Watch, run: Rebuild, rows: RowsOf) -> None:
    it = Chronicle()
    it.events = [suspension(new_id(), new_id())]
    await say(it)

    assert await run() == Rebuilt(read=1, logged=1)

    assert [len(found) for found in await rows()] == [0, 0, 1]


async def test_a_topic_without_records_is_no_reason_to_wait(run: Rebuild) -> None:
    assert await run() == Rebuilt()
