"""The bare pipeline says what Quadrille says: else it would be no limit of it."""

from types import SimpleNamespace
from typing import Any

from common import cloudevents
from common.contracts import BY_TYPE

from bench.bare import order, payment
from bench.bare.events import SCHEMA_VERSIONS, Event, placed, record_of
from bench.orders import body_of

USER = "0199c29f-0d4c-7b8a-8e21-6f5e4d3c2b1a"


def record_as_read(event: Event) -> Any:
    """What a consumer gets of an event."""
    source = event["type"].partition(".")[0]
    key, value, headers = record_of(event, source)
    return SimpleNamespace(
        topic=f"{source}.events.v1", partition=0, offset=0, key=key, value=value, headers=tuple(headers)
    )


def _saga(method: str) -> list[Event]:
    begun = placed(body_of("tea-1", method), USER)
    answered, _ = payment.write([record_as_read(begun)])
    settled, _ = order.write([record_as_read(event) for event in answered])
    return [begun, *answered, *settled]


def test_a_good_card_confirms_and_a_declined_one_cancels() -> None:
    assert [event["type"] for event in _saga("card_ok")] == ["order.placed", "payment.completed", "order.confirmed"]
    assert [event["type"] for event in _saga("card_declined")] == ["order.placed", "payment.failed", "order.cancelled"]


def test_what_it_says_has_every_field_of_the_contracts_and_no_other() -> None:
    for event in [*_saga("card_ok"), *_saga("card_declined")]:
        contract = BY_TYPE[event["type"]]
        assert set(event["data"]) == {field.alias or name for name, field in contract.model_fields.items()}


def test_what_it_says_is_read_by_the_contracts() -> None:
    for event in [*_saga("card_ok"), *_saga("card_declined")]:
        record = record_as_read(event)
        received = cloudevents.parse(record, record.headers)
        assert received is not None
        assert (str(received.id), str(received.stream), received.version) == (
            event["id"], event["stream"], event["version"],
        )  # fmt: skip


def test_it_has_the_schema_versions_of_the_contracts() -> None:
    said = {event["type"] for event in [*_saga("card_ok"), *_saga("card_declined")]}

    assert {name: SCHEMA_VERSIONS.get(name, 1) for name in said} == {
        name: BY_TYPE[name].schema_version for name in said
    }


def test_a_charge_is_booked_twice_and_a_declined_one_not_at_all() -> None:
    for method, lines in (("card_ok", 2), ("card_declined", 0)):
        _, (_, _, booked) = payment.write([record_as_read(placed(body_of("tea-1", method), USER))])
        assert isinstance(booked, list)
        assert len(booked) == lines
