"""The consuming loop: poison goes out, the rest goes in, and a fault that passes costs nothing."""

from dataclasses import replace

import psycopg2
import pytest
from common.contracts import topic_of
from common.database import Database
from common.errors import Poison, Refusal
from common.publisher import Outgoing, Publisher
from common.settings import ServiceSettings
from common.testing.consuming import Consuming
from common.testing.records import headers_of
from structlog.testing import capture_logs


@pytest.fixture
async def consuming(database: Database, settings: ServiceSettings, publisher: Publisher, owner: str) -> Consuming:
    """The loop of a service called `owner`, with the table it writes to."""
    async with database.transaction() as tx:
        await tx.execute("CREATE TABLE handled (amount int)")
    return Consuming(settings, database, publisher, owner)


def without(record: Outgoing, header: str) -> Outgoing:
    """The record without one of its headers."""
    return replace(record, headers=[(name, value) for name, value in record.headers if name != header])


@pytest.mark.parametrize(
    "poison",
    [Poison("it never fits"), Refusal("NO", "nobody is left to be refused"), psycopg2.DataError("too long")],
    ids=["poison", "refusal", "data error"],
)
async def test_poison_in_the_middle_of_a_batch_goes_out_and_the_others_have_their_effects(
    consuming: Consuming, poison: Exception
) -> None:
    consuming.poison[4] = poison
    messages = await consuming.batch([consuming.said(n) for n in range(1, 8)])
    await consuming.handle(messages)
    assert await consuming.handled() == [1, 2, 3, 5, 6, 7]
    (dead,) = await consuming.dead_letters(1)
    assert (dead.key, dead.value) == (messages[3].key, messages[3].value)
    headers = headers_of(dead)
    assert headers_of(messages[3]).items() <= headers.items()
    assert str(poison) in headers["dl_reason"]
    assert (headers["dl_topic"], headers["dl_partition"]) == (topic_of(consuming.service), "0")
    assert headers["dl_offset"] == str(messages[3].offset)
    assert headers["dl_handler"] == f"{consuming.service}:counter.counted"


async def test_records_that_are_no_events_go_out_and_the_others_have_their_effects(consuming: Consuming) -> None:
    good = consuming.said(1)
    broken = [
        replace(good, headers=[]),
        replace(good, value=b"{not json"),
        replace(good, value=b'{"amount": "many"}'),
        replace(good, value=None),
        replace(good, key=b"no uuid"),
        replace(good, key=None),
        without(good, "ce_id"),
    ]
    await consuming.handle(await consuming.batch([*broken, good]))
    assert await consuming.handled() == [1]
    dead = await consuming.dead_letters(len(broken))
    assert sorted(headers_of(record)["dl_offset"] for record in dead) == [str(n) for n in range(len(broken))]
    assert {headers_of(record)["dl_handler"] for record in dead} == {f"{consuming.service}:decode"}


async def test_poison_too_large_for_another_record_goes_out_without_its_value(consuming: Consuming) -> None:
    huge = replace(consuming.said(1), value=b"x" * 1_047_000)
    await consuming.handle(await consuming.batch([huge, consuming.said(2)]))
    assert await consuming.handled() == [2]
    (dead,) = await consuming.dead_letters(1)
    assert dead.value is None
    assert headers_of(dead)["dl_omitted"] == "1047000"


async def test_one_poison_event_among_a_thousand_costs_the_others_nothing(consuming: Consuming) -> None:
    consuming.poison[617] = Poison("it never fits")
    await consuming.handle(await consuming.batch([consuming.said(n) for n in range(1, 1001)]))
    assert await consuming.handled() == [n for n in range(1, 1001) if n != 617]
    (dead,) = await consuming.dead_letters(2, seconds=2.0)
    assert headers_of(dead)["dl_offset"] == "616"


async def test_an_event_of_a_type_that_no_contract_knows_is_dead_lettered_by_who_wants_all(
    consuming: Consuming,
) -> None:
    newer = without(consuming.said(1), "ce_type")
    newer = replace(newer, headers=[*newer.headers, ("ce_type", b"of.tomorrow")])
    await consuming.handle(await consuming.batch([newer, consuming.said(2)]))
    assert await consuming.handled() == [2]
    (dead,) = await consuming.dead_letters(1)
    assert b"of.tomorrow" in dict(dead.headers)["dl_reason"]


async def test_a_fault_that_passes_is_retried_and_nothing_is_lost_or_doubled(consuming: Consuming) -> None:
    consuming.faults = [psycopg2.OperationalError("away"), psycopg2.OperationalError("still away")]
    with capture_logs() as logs:
        await consuming.handle(await consuming.batch([consuming.said(n) for n in range(1, 6)]))
    assert [entry["error"] for entry in logs if "tried again" in entry["event"]] == ["OperationalError('away')"]
    assert consuming.faults == []
    assert await consuming.handled() == [1, 2, 3, 4, 5]


async def test_a_batch_that_comes_again_has_no_more_effects(consuming: Consuming) -> None:
    messages = await consuming.batch([consuming.said(n) for n in range(1, 4)])
    await consuming.handle(messages[:2])
    await consuming.handle(messages)
    assert await consuming.handled() == [1, 2, 3]


async def test_poison_beside_what_was_handled_before_goes_out_alone(consuming: Consuming) -> None:
    consuming.poison[3] = Poison("it never fits")
    messages = await consuming.batch([consuming.said(n) for n in range(1, 6)])
    await consuming.handle(messages[:2])
    await consuming.handle(messages)
    assert await consuming.handled() == [1, 2, 4, 5]
    (dead,) = await consuming.dead_letters(2, seconds=2.0)
    assert headers_of(dead)["dl_offset"] == "2"


async def test_a_defect_is_no_poison(consuming: Consuming) -> None:
    consuming.poison[2] = KeyError("a defect")
    messages = await consuming.batch([consuming.said(n) for n in range(1, 4)])
    with pytest.raises(KeyError):
        await consuming.handle(messages)
    assert await consuming.handled() == []
