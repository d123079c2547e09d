"""A dead letter: what it keeps of a record, however odd, and how it counts attempts."""

from dataclasses import dataclass, field

import pytest
from common.cloudevents import Headers
from common.dead_letters import BYTES_LIMIT, DeadLetter, Origin
from common.topics import dead_letters_of, retries_of


@dataclass
class Record:
    """What a consumer gets."""

    topic: str = "payment.events.v1"
    partition: int = 2
    offset: int = 9
    key: bytes | None = b"key"
    value: bytes | None = b"value"
    headers: Headers = field(default_factory=lambda: [("ce_id", b"7"), ("odd", None)])


def letter(record: Record) -> tuple[bytes | None, bytes | None, dict[str, bytes | None]]:
    """Key, value and headers of what the order service makes of a record."""
    outgoing = DeadLetter(record, record.headers, "order:decode", "Poison: it never fits").outgoing("order")
    assert outgoing.topic == dead_letters_of("order")
    assert len(dict(outgoing.headers)) == len(outgoing.headers)
    return outgoing.key, outgoing.value, dict(outgoing.headers)


def test_a_record_is_kept_as_it_came_and_its_place_and_the_reason_with_it() -> None:
    key, value, headers = letter(Record())
    assert (key, value) == (b"key", b"value")
    assert (headers["ce_id"], headers["odd"]) == (b"7", None)
    assert (headers["dl_reason"], headers["dl_handler"]) == (b"Poison: it never fits", b"order:decode")
    assert Origin.told(headers.items()) == Origin("payment.events.v1", 2, 9, attempts=1)


def test_a_replayed_record_that_fails_again_has_its_first_place_and_an_attempt_more() -> None:
    *_, first = letter(Record())
    *_, second = letter(Record(retries_of("order"), 0, 1, headers=list(first.items())))
    assert Origin.told(second.items()) == Origin("payment.events.v1", 2, 9, attempts=2)


@pytest.mark.parametrize(
    "headers",
    [[], [("dl_attempts", b"1")], [*Origin("t", 1, 2, 3).headers(), ("dl_attempts", b"\xff")]],
    ids=["none", "half", "malformed"],
)
def test_what_nobody_replayed_begins_with_its_own_place(headers: Headers) -> None:
    *_, told = letter(Record(retries_of("order"), 0, 1, headers=headers))
    assert Origin.told(told.items()) == Origin(retries_of("order"), 0, 1, attempts=1)


def test_headers_that_claim_a_replay_are_not_believed_in_a_topic_anybody_writes_to() -> None:
    *_, told = letter(Record(headers=Origin("elsewhere", 1, 2, 3).headers()))
    assert Origin.told(told.items()) == Origin("payment.events.v1", 2, 9, attempts=1)


def test_of_a_record_that_is_too_large_the_value_is_left_out() -> None:
    key, value, headers = letter(Record(value=b"x" * BYTES_LIMIT))
    assert (key, value, headers["ce_id"]) == (b"key", None, b"7")
    assert headers["dl_omitted"] == str(BYTES_LIMIT).encode()


def test_of_a_record_with_headers_that_are_too_large_only_its_place_is_kept() -> None:
    key, value, headers = letter(Record(headers=[("large", b"x" * BYTES_LIMIT)]))
    assert (key, value) == (None, b"")
    assert {name for name in headers if not name.startswith("dl_")} == set()
    assert headers["dl_omitted"] == str(BYTES_LIMIT + len("keyvaluelarge")).encode()


def test_a_record_with_neither_key_nor_value_is_kept_too() -> None:
    # aiokafka's producer raises an AssertionError for it, which would end the service at every start.
    key, value, headers = letter(Record(key=None, value=None))
    assert (key, value, headers["ce_id"]) == (None, b"", b"7")
