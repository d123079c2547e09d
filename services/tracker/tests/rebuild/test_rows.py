"""What a rebuild makes of rows that are missing, damaged or unjustified, in a real PostgreSQL and Kafka."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from common.database import Database
from common.transaction import Row
from tracker_service.rebuild import Rebuilt
from tracker_service.testing import paths

Rebuild = Callable[..., Awaitable[Rebuilt]]
RowsOf = Callable[[], Awaitable[tuple[list[Row], ...]]]
Watch = Callable[..., Awaitable[None]]
Execute = Callable[..., Awaitable[None]]


async def test_all_that_kafka_keeps_is_logged_and_told_again_after_every_table_was_emptied(
    execute: Execute, watch: Watch, say: Watch, run: Rebuild, rows: RowsOf
) -> None:
    chronicles = [path() for path in paths.ALL]
    said = sum(len(it.events) for it in chronicles)
    await watch(*chronicles)
    sagas, steps, _ = await rows()
    await say(*chronicles)
    await execute("TRUNCATE event_log, saga, saga_step")

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


async def test_damaged_rows_are_healed(execute: Execute, say: Watch, run: Rebuild, rows: RowsOf) -> None:
    await say(*(path() for path in paths.ALL))
    await run()
    expected = await rows()
    await execute(
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
    execute: Execute, say: Watch, run: Rebuild, rows: RowsOf
) -> None:
    await say(*(path() for path in paths.ALL))
    await run()
    expected = await rows()
    # One close to each that is there, and one beyond them on either side.
    among = "SELECT overlay(saga_id::text placing 'ffff' from 33)::uuid AS id FROM saga"
    beyond = "VALUES ('ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid), ('00000000-0000-0000-0000-000000000001')"
    await execute(
        "INSERT INTO saga SELECT (jsonb_populate_record(NULL::saga, one.row || jsonb_build_object('saga_id', id))).*"
        f" FROM ({among} UNION {beyond}) AS made, (SELECT to_jsonb(saga) AS row FROM saga LIMIT 1) AS one",
        "INSERT INTO saga_step SELECT saga_id, 90 + n, name, service, node, status, started_at, ended_at, event_id"
        " FROM saga_step WHERE n = 1",
    )

    done = await run()

    assert await rows() == expected
    assert done.removed == 2 * len(paths.ALL) + 2
