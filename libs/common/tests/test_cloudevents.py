"""CloudEvents on Kafka: what one service writes another reads, and what is no event is named."""

import string
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from common import cloudevents
from common.contracts import BY_TYPE, topic_of
from common.envelope import Received
from common.errors import Poison
from common.testing.counter import Counted, CountedTwice, recorded
from common.testing.records import outgoing
from hypothesis import given
from hypothesis import strategies as st

EVENT = recorded(UUID(int=1), 3, Counted(amount=7, note="ü茶"))
WRITTEN = outgoing("counter.events.v1", EVENT)


@dataclass
class Record:
    """What a consumer gets."""

    key: bytes | None = WRITTEN.key
    value: bytes | None = WRITTEN.value
    topic: str = topic_of("counter")
    partition: int = 2
    offset: int = 9


def parse(name: str | None = None, value: bytes | None = None, record: Record | None = None) -> Received | None:
    """Parse the record, with the header `name` replaced by `value`, or taken away where that is None."""
    replaced = [] if name is None or value is None else [(name, value)]
    return cloudevents.parse(record or Record(), [*(pair for pair in WRITTEN.headers if pair[0] != name), *replaced])


@given(
    ids=st.tuples(st.uuids(), st.uuids(), st.uuids(), st.uuids()),
    version=st.integers(1, 2**31 - 1),
    traceparent=st.none() | st.just("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
    node=st.text(min_size=1, max_size=20),
    time=st.datetimes(
        min_value=datetime(1970, 1, 2), timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30))])
    ),
    amount=st.integers(-(2**60), 2**60),
)
def test_what_is_written_is_what_is_read(
    ids: tuple[UUID, UUID, UUID, UUID],
    version: int,
    traceparent: str | None,
    node: str,
    time: datetime,
    amount: int,
) -> None:
    stream, event_id, correlation_id, causation_id = ids
    event = replace(
        recorded(stream, version, Counted(amount=amount)),
        id=event_id,
        correlation_id=correlation_id,
        causation_id=causation_id,
        traceparent=traceparent,
        node=node,
        time=time,
    )
    written = outgoing("counter.events.v1", event)
    received = cloudevents.parse(Record(written.key, written.value), written.headers)
    assert received is not None
    assert (received.source, received.topic) == ("counter", "counter.events.v1")
    assert (received.partition, received.offset) == (2, 9)
    for name in ("id", "stream", "version", "event", "correlation_id", "causation_id", "traceparent", "node", "time"):
        assert getattr(received, name) == getattr(event, name)


def test_attributes_are_named_as_the_specification_asks() -> None:
    names = {name.removeprefix("ce_") for name, _ in WRITTEN.headers if name.startswith("ce_")}
    assert {"specversion", "id", "source", "type", "time", "dataschema"} <= names
    assert all(set(name) <= set(string.ascii_lowercase + string.digits) for name in names)
    assert dict(WRITTEN.headers)["content-type"] == b"application/json"
    assert dict(WRITTEN.headers)["ce_specversion"] == b"1.0"


@pytest.mark.parametrize(
    "name", ["type", "id", "source", "time", "streamversion", "correlationid", "causationid", "node", "dataschema"]
)
def test_a_missing_attribute_is_poison_and_named(name: str) -> None:
    with pytest.raises(Poison, match=f"'{name}'"):
        parse(f"ce_{name}")


def test_a_newer_version_is_read_as_far_as_this_reader_knows_it() -> None:
    received = parse("ce_dataschema", b"urn:quadrille:counter.counted:2")
    assert received is not None
    assert received.event == EVENT.event


def test_a_newer_version_that_says_it_is_not_for_this_reader_is_poison() -> None:
    newer = [*WRITTEN.headers, ("ce_dataschema", b"urn:quadrille:counter.counted:3"), ("ce_readablesince", b"2")]
    with pytest.raises(Poison, match=r"written by a newer version: .* schema version 3, .* where this reader knows 1"):
        cloudevents.parse(Record(), newer)


def test_a_newer_version_that_does_not_fit_is_poison_which_names_both_versions() -> None:
    newer = [*WRITTEN.headers, ("ce_dataschema", b"urn:quadrille:counter.counted:2")]
    with pytest.raises(Poison, match=r"written as schema version 2, where this reader knows 1"):
        cloudevents.parse(Record(value=b'{"sum": 7}'), newer)


def test_an_old_version_is_lifted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(BY_TYPE, Counted.type, CountedTwice)
    received = parse()
    assert received is not None
    assert received.event == CountedTwice(amount=7, note="ü茶", times=1)


def test_a_record_says_who_may_read_it_unless_everybody_may() -> None:
    assert "ce_readablesince" not in dict(WRITTEN.headers)
    written = outgoing("counter.events.v1", recorded(UUID(int=1), 1, CountedTwice(amount=1, times=2)))
    assert dict(written.headers)["ce_readablesince"] == b"2"


def test_an_attribute_without_a_value_is_missing() -> None:
    headers = [(name, None if name == "ce_id" else value) for name, value in WRITTEN.headers]
    with pytest.raises(Poison, match="'id'"):
        cloudevents.parse(Record(), headers)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ce_id", b"7"),
        ("ce_time", b"yesterday"),
        ("ce_time", b"2026-01-31T09:30:00"),
        ("ce_streamversion", b"first"),
        ("ce_dataschema", b"urn:quadrille:counter.counted:latest"),
        ("ce_readablesince", b"always"),
        ("ce_correlationid", b"\xff"),
    ],
)
def test_a_malformed_attribute_is_poison(name: str, value: bytes) -> None:
    with pytest.raises(Poison, match="malformed"):
        parse(name, value)


@pytest.mark.parametrize("value", [b"", None, b"{", b"[]", b'{"amount": "many"}', b"\xff"])
def test_a_value_that_is_not_what_its_type_says_is_poison(value: bytes | None) -> None:
    with pytest.raises(Poison, match=r"counter\.counted"):
        parse(record=Record(value=value))


def test_a_type_without_a_contract_is_poison_for_whoever_wants_every_type() -> None:
    with pytest.raises(Poison, match=r"of\.tomorrow"):
        parse("ce_type", b"of.tomorrow")


@pytest.mark.parametrize("name", [b"of.tomorrow", b"counter.counted"])
def test_a_type_that_is_not_wanted_is_passed_over_undecoded(name: bytes) -> None:
    headers = [*(pair for pair in WRITTEN.headers if pair[0] != "ce_type"), ("ce_type", name)]
    assert cloudevents.parse(Record(value=b"{"), headers, {"order.placed"}) is None
