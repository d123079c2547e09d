"""What a rebuild reads: records that are old, repeated, unreadable or of no saga."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from common.database import Database
from common.ids import new_id
from common.publisher import Outgoing, Publisher
from common.settings import ServiceSettings
from common.transaction import Row
from tracker_service.rebuild import Rebuilt
from tracker_service.testing import paths
from tracker_service.testing.chronicle import Chronicle
from tracker_service.testing.delivery import suspension

Rebuild = Callable[..., Awaitable[Rebuilt]]
RowsOf = Callable[[], Awaitable[tuple[list[Row], ...]]]
Watch = Callable[..., Awaitable[None]]
Execute = Callable[..., Awaitable[None]]


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
