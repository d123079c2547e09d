"""The relay: in the order of transactions but for what it hears itself, skipping nothing, whatever is still open."""

import asyncio
import random
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from common.contracts import topic_of
from common.database import Database
from common.envelope import Recorded
from common.errors import StreamConflict
from common.event_store import append, load
from common.ids import new_id
from common.settings import ServiceSettings
from common.testing.counter import CountedTwice, recorded
from common.testing.elsewhere import append_silently, say_elsewhere
from common.testing.records import headers_of, published, read
from common.transaction import Tx

pytestmark = pytest.mark.usefixtures("leading")

WRITERS, EACH, STREAMS = 8, 40, 12


@pytest.mark.parametrize("end", ["COMMIT", "ROLLBACK"])
async def test_nothing_that_another_process_said_passes_a_transaction_still_open(
    database: Database, settings: ServiceSettings, owner: str, end: str
) -> None:
    before, early, late = recorded(new_id(), 1), recorded(new_id(), 1), recorded(new_id(), 1)
    await say_elsewhere(database, before)
    async with database.transaction() as slow:
        append_silently(slow, [early])
        await slow.execute("SELECT")
        await say_elsewhere(database, late)
        assert await published(settings, owner, 2, seconds=2.0) == [before.id]
        await slow.execute(end)
    expected = [before.id, early.id, late.id] if end == "COMMIT" else [before.id, late.id]
    assert await published(settings, owner, len(expected)) == expected


async def test_an_event_of_an_earlier_transaction_with_a_later_position_is_not_skipped(
    database: Database, settings: ServiceSettings, owner: str
) -> None:
    first, second = recorded(new_id(), 1), recorded(new_id(), 1)
    async with database.transaction() as slow:
        await slow.fetch("SELECT pg_current_xact_id()")
        await say_elsewhere(database, first)
        append_silently(slow, [second])
    assert await published(settings, owner, 2) == [second.id, first.id]


async def test_many_writers_at_once_lose_no_event_and_break_no_stream_s_order(
    database: Database, settings: ServiceSettings, owner: str
) -> None:
    chance = random.Random(7)
    streams = [new_id() for _ in range(STREAMS)]

    async def write_one() -> None:
        stream = chance.choice(streams)
        async with database.transaction() as tx:
            if chance.random() < 0.5:
                await tx.fetch("SELECT pg_current_xact_id()")
            await asyncio.sleep(chance.random() / 100)
            version = len((await load(tx, [stream]))[stream])
            append(tx, [recorded(stream, version + 1), recorded(stream, version + 2)])
            if chance.random() < 0.5:  # another process says it
                tx.after_commit.clear()
            await asyncio.sleep(chance.random() / 100)

    async def write() -> None:
        for _ in range(EACH):
            while True:
                try:
                    await write_one()
                    break
                except StreamConflict:
                    continue

    await asyncio.gather(*(write() for _ in range(WRITERS)))
    records = await read(settings, topic_of(owner), WRITERS * EACH * 2)
    versions: dict[Any, list[int]] = {}
    for record in records:
        versions.setdefault(record.key, []).append(int(headers_of(record)["ce_streamversion"]))
    assert len(records) == WRITERS * EACH * 2
    assert all(seen == list(range(1, len(seen) + 1)) for seen in versions.values())


async def test_transactions_are_ordered_as_numbers_and_not_as_text(
    database: Database, settings: ServiceSettings, owner: str
) -> None:
    events = [recorded(new_id(), 1) for _ in range(3)]
    async with database.transaction() as tx:
        append_silently(tx, events)
        for number, event in zip((9, 10, 100), events, strict=True):  # long past, all of them
            await tx.execute("UPDATE events SET tx = %s::text::xid8 WHERE id = %s::uuid", (number, str(event.id)))
    assert await published(settings, owner, 3) == [event.id for event in events]


@pytest.mark.parametrize("say", [append, append_silently], ids=["heard", "read"])
async def test_an_event_of_a_later_release_goes_out_as_it_says_of_itself_although_this_one_relays_it(
    database: Database, settings: ServiceSettings, owner: str, say: Callable[[Tx, Sequence[Recorded]], None]
) -> None:
    async with database.transaction() as tx:
        say(tx, [recorded(new_id(), 1, CountedTwice(amount=3, times=2)), recorded(new_id(), 1)])
    written = [headers_of(record) for record in await read(settings, topic_of(owner), 2)]
    assert [headers["ce_dataschema"].rpartition(":")[2] for headers in written] == ["2", "1"]
    assert [headers.get("ce_readablesince") for headers in written] == ["2", None]
