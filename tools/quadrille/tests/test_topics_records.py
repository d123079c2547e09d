"""Which records are wanted, and how they look to an operator."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from common.clock import rfc3339
from common.contracts import BY_TYPE, PaymentFailed, UserSuspended
from common.envelope import Recorded
from common.ids import new_id
from common.testing.counter import recorded
from common.testing.records import outgoing
from quadrille.topics import sheet, views
from quadrille.topics.seen import Seen
from quadrille.topics.state import Topic
from quadrille.topics.wanted import Wanted

TOPIC = "payment.events.v1"
ORDER, USER = new_id(), new_id()
MONEY = {"attempt": 1, "amount": "9.50", "currency": "KRW"}
EVENT = recorded(ORDER, 2, PaymentFailed(order_id=ORDER, user_id=USER, **MONEY, reason="a [b] c", retryable=False))


@dataclass
class Record:
    """A record as aiokafka has it."""

    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes | None]]
    topic: str = TOPIC
    partition: int = 3
    offset: int = 17
    timestamp: int = 1_800_000_000_000


def record(event: Recorded = EVENT) -> Record:
    said = outgoing(TOPIC, event)
    return Record(said.key, said.value, said.headers)


STRANGE = replace(record(), headers=[("ce_type", b"of.tomorrow\x1b[2J"), ("odd", None)], value=b"\xff\x1b[2J")
KEYLESS = Record(None, None, [])
BROKEN = replace(record(), value=b"[1")


@pytest.mark.parametrize(
    ("wanted", "those"),
    [
        (Wanted(), ["event", "user", "strange", "keyless", "broken"]),
        (Wanted(order=ORDER), ["event", "strange", "broken"]),
        (Wanted(order=new_id()), []),
        (Wanted(types=["payment.failed"]), ["event", "broken"]),
        (Wanted(types=["payment.failed", "user.suspended"]), ["event", "user", "broken"]),
        (Wanted(order=ORDER, types=["user.suspended"]), []),
    ],
)
def test_what_is_no_event_is_wanted_by_its_key_and_the_type_it_claims(wanted: Wanted, those: list[str]) -> None:
    user = record(recorded(USER, 1, UserSuspended(user_id=USER, reason="declined")))
    every = {"event": record(), "user": user, "strange": STRANGE, "keyless": KEYLESS, "broken": BROKEN}
    assert [name for name, each in every.items() if wanted.allows(Seen(each))] == those


def test_an_event_of_an_order_is_wanted_under_whatever_key_it_was_written() -> None:
    elsewhere = Seen(replace(record(), key=str(new_id()).encode()))
    assert Wanted(order=ORDER).allows(elsewhere)
    assert not Wanted(order=EVENT.id).allows(elsewhere)


def test_nothing_is_wanted_from_the_moment_on_until_which_it_was() -> None:
    seen = Seen(record())
    assert Wanted(until=seen.written + timedelta(milliseconds=1)).allows(seen)
    assert not Wanted(until=seen.written).allows(seen)


def test_an_event_is_a_line_of_json_with_everything_around_it() -> None:
    assert json.loads(views.line(Seen(record()))) == {
        "topic": TOPIC,
        "partition": 3,
        "offset": 17,
        "time": rfc3339(EVENT.time),
        "type": "payment.failed",
        "schemaVersion": 2,
        "stream": str(ORDER),
        "orderId": str(ORDER),
        "version": 2,
        "correlationId": str(EVENT.correlation_id),
        "causationId": str(EVENT.causation_id),
        "node": "test-1",
        "data": {
            "orderId": str(ORDER),
            "userId": str(USER),
            "attempt": 1,
            "amount": "9.50",
            "currency": "KRW",
            "reason": "a [b] c",
            "retryable": False,
        },
    }


@pytest.mark.parametrize(
    ("strange", "type_", "reason", "data"),
    [
        (STRANGE, "of.tomorrow\x1b[2J", "no contract knows the type", "\\xff\x1b[2J"),
        (KEYLESS, None, "the record lacks the CloudEvents attribute 'type'", None),
        (BROKEN, "payment.failed", "the value is not a payment.failed", "[1"),
        (
            replace(record(), key=b"x", value=b'{"a": 1}'),
            "payment.failed",
            "a CloudEvents attribute or the key is malformed",
            {"a": 1},
        ),
    ],
)
def test_what_is_no_event_is_a_line_of_json_that_says_why(
    strange: Record, type_: str | None, reason: str, data: object
) -> None:
    told = json.loads(views.line(Seen(strange)))
    assert (told["type"], told["orderId"], told["version"]) == (type_, None, None)
    assert told["reason"].startswith(reason)
    assert told["data"] == data


def test_on_a_terminal_a_record_is_one_line_that_does_nothing_else_to_it() -> None:
    (line,) = views.row(Seen(record())).plain.splitlines()
    assert line.startswith(rfc3339(EVENT.time)[:23])
    assert f"payment.failed            {ORDER}  v2  test-1     …{str(EVENT.correlation_id)[-8:]}" in line
    assert line.endswith(f'userId={USER} attempt=1 amount=9.50 currency=KRW reason="a [b] c" retryable=false')
    assert str(ORDER) not in views.row(Seen(record()), ORDER).plain
    letter = views.row(Seen(replace(record(), topic="order.dead-letters.v1")))
    assert letter.plain.endswith("  at order.dead-letters.v1:3:17")
    for strange in (STRANGE, KEYLESS, BROKEN):
        (line,) = views.row(Seen(strange)).plain.splitlines()
        assert line.isprintable()
        assert f"no event we know, at {TOPIC}:3:17: " in line


def test_a_record_is_shown_entire_and_its_value_apart_where_its_contract_leaves_something_out() -> None:
    shown = "\n".join(sheet.record(Seen(record())))
    assert shown.startswith(f"{TOPIC}:3:17  payment.failed, version 2 of {ORDER}\nwritten: 2027-01-15T08:00:00")
    assert f"\nkey: {ORDER}\n" in shown
    assert f"\nce_correlationid: {EVENT.correlation_id}\n" in shown
    assert shown.count('"reason": "a [b] c"') == 1

    more = replace(record(), value=json.dumps({**json.loads(record().value or b""), "later": 1}).encode())
    assert '"later": 1' in "\n".join(sheet.record(Seen(more)))
    strange = "\n".join(sheet.record(Seen(STRANGE)))
    assert strange.endswith("000000  ff 1b 5b 32 4a                                   ..[2J")
    assert "\x1b" not in strange


def test_what_says_no_time_is_told_by_when_it_was_written() -> None:
    written = datetime(2027, 1, 15, 8, tzinfo=UTC)
    for told in (b"soon", b"2026-01-31T09:30:00", b"0001-01-01T00:00:00+23:00", None):
        assert Seen(replace(record(), headers=[("ce_time", told)])).time == written
    assert Seen(replace(KEYLESS, timestamp=2**63 - 1)).time.year == 9999


def test_of_a_topic_the_events_are_shown_that_are_declared_for_it() -> None:
    declared = sheet.contracts(Topic(TOPIC, []))
    assert declared is not None
    types = list(declared.columns[0].cells)
    assert types == [type_ for type_, contract in BY_TYPE.items() if contract.owner == "payment"]
    assert sheet.contracts(Topic("payment.retries.v1", [])) is None
