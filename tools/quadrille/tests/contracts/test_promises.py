"""What releases promised is held against today's contracts, here against some that a developer might write."""

from collections.abc import Callable, Mapping
from types import GenericAlias
from typing import Annotated, Any, Literal, cast

import pytest
from common.contracts import (
    BY_TYPE,
    EVENTS,
    Event,
    Item,
    OrderCancelled,
    OrderPlaced,
    PaymentCompleted,
    PaymentRequested,
)
from common.contracts.base import JsonObject, Upcast
from common.schemas import schema_of
from pydantic import Field, create_model
from quadrille.contracts.promises import broken
from quadrille.contracts.releasing import promise
from quadrille.contracts.shape import fields

BUMP = "raise schema_version and bring an upcaster"
MISUNDERSTOOD = "raise readable_since to 2, for older readers would misunderstand it"

Told = Callable[[type[Event]], list[str]]
Fee = Annotated[str, Field(examples=["0.50"])]


def remade(contract: type[Event], *without: str, **others: Any) -> type[Event]:
    """The contract without some fields and with others, each a type and a default, `...` for none."""
    kept = {name: (field.annotation, field) for name, field in contract.model_fields.items() if name not in without}
    remade = create_model(contract.__name__, __base__=Event, **cast(Any, {**kept, **others}))
    remade.type, remade.owner = contract.type, contract.owner
    remade.schema_version, remade.upcasters = contract.schema_version, contract.upcasters
    remade.readable_since = contract.readable_since
    return remade


def second(contract: type[Event], upcast: Upcast | None, *, readable_since: int = 1) -> type[Event]:
    """The contract as schema version 2."""
    upcasters: Mapping[int, Upcast] = {1: upcast} if upcast else {}
    contract.schema_version, contract.upcasters, contract.readable_since = 2, upcasters, readable_since
    return contract


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    """What is wrong when a contract takes the place of the one that was released."""
    promised = [promise(contract, 1) for contract in EVENTS]

    def tell(contract: type[Event]) -> list[str]:
        monkeypatch.setitem(BY_TYPE, contract.type, contract)
        return broken(promised, {each.type: each for each in EVENTS} | {contract.type: contract})

    return tell


EVERY_FIELD = [
    pytest.param(contract, name, field.alias, id=f"{contract.type}-{name}")
    for contract in EVENTS
    for name, field in contract.model_fields.items()
]


@pytest.mark.parametrize("contract", EVENTS, ids=lambda contract: contract.type)
def test_a_contract_that_is_as_it_was_released_breaks_nothing(told: Told, contract: type[Event]) -> None:
    assert told(contract) == []
    assert told(remade(contract)) == []


@pytest.mark.parametrize(("contract", "name", "path"), EVERY_FIELD)
def test_a_field_that_was_deleted_is_named(told: Told, contract: type[Event], name: str, path: str) -> None:
    assert told(remade(contract, name)) == [
        f"{contract.type} lost the field `{path}`, which release 1 promised: {BUMP}"
    ]


@pytest.mark.parametrize(("contract", "name", "path"), EVERY_FIELD)
def test_a_field_of_another_type_is_named(told: Told, contract: type[Event], name: str, path: str) -> None:
    other = remade(contract, **{name: (dict[str, int] | None, None)})
    first, *rest = told(other)
    assert first == f"{contract.type} changed what the field `{path}` may be since release 1: {BUMP}"
    assert all(sentence.startswith(f"{contract.type} lost the field `{path}[].") for sentence in rest)


@pytest.mark.parametrize("name", Item.model_fields)
def test_a_field_that_was_deleted_from_a_part_of_an_event_is_named(told: Told, name: str) -> None:
    part = create_model("Item", **cast(Any, {n: (f.annotation, f) for n, f in Item.model_fields.items() if n != name}))
    changed = remade(
        OrderPlaced,
        items=(GenericAlias(tuple, (part, ...)), Field(examples=OrderPlaced.model_fields["items"].examples)),
    )
    path = f"items[].{Item.model_fields[name].alias}"
    assert told(changed) == [f"order.placed lost the field `{path}`, which release 1 promised: {BUMP}"]


def test_one_more_value_is_another_shape_for_readers_know_it_not(told: Told) -> None:
    known = PaymentRequested.model_fields["payment_method"].annotation
    more = remade(PaymentRequested, payment_method=(Literal[known, "voucher"], Field(examples=["card_ok"])))
    sentence = "payment.requested changed what the field `paymentMethod` may be since release 1"
    assert told(more) == [f"{sentence}: {BUMP}"]
    assert told(second(more, lambda event: event)) == [f"{sentence}: {MISUNDERSTOOD}"]
    assert told(second(more, lambda event: event, readable_since=2)) == []


def test_a_field_that_may_no_longer_be_empty_is_another_shape(told: Told) -> None:
    stricter = remade(OrderCancelled, note=(str, Field(examples=["why"])))
    assert f"order.cancelled changed what the field `note` may be since release 1: {BUMP}" in told(stricter)


def test_a_new_field_needs_a_default(told: Told) -> None:
    assert told(remade(PaymentCompleted, fee=(Fee, ...))) == [
        f"payment.completed demands the new field `fee`, which release 1 does not write: give it a default, or {BUMP}"
    ]
    assert told(remade(PaymentCompleted, fee=(Fee, "0.00"))) == []


def test_a_field_that_came_in_a_later_release_is_promised_too(monkeypatch: pytest.MonkeyPatch) -> None:
    grown = remade(PaymentCompleted, fee=(Fee, "0.00"))
    promised = [promise(PaymentCompleted, 1), promise(grown, 2)]
    with monkeypatch.context() as today:
        today.setitem(BY_TYPE, grown.type, grown)
        assert broken(promised, {grown.type: grown}) == []
    assert broken(promised, {grown.type: PaymentCompleted}) == [
        f"payment.completed lost the field `fee`, which release 2 promised: {BUMP}"
    ]


def test_an_event_that_is_gone_is_named() -> None:
    rest = {contract.type: contract for contract in EVENTS if contract is not PaymentCompleted}
    assert broken([promise(contract, 1) for contract in EVENTS], rest) == [
        "payment.completed is gone, which release 1 promised"
    ]


def test_a_schema_version_does_not_go_back() -> None:
    newer = second(remade(PaymentCompleted), lambda event: event)
    assert broken([promise(newer, 3)], {newer.type: PaymentCompleted}) == [
        "payment.completed went back to schema version 1, where release 3 has 2"
    ]


def test_a_new_schema_version_lifts_what_was_released(told: Told) -> None:
    def name_the_fee(event: JsonObject) -> JsonObject:
        return {**event, "fee": "0.00"}

    assert told(second(remade(PaymentCompleted, fee=(Fee, ...)), name_the_fee)) == []
    forgotten = second(remade(PaymentCompleted, fee=(Fee, ...)), None)
    assert told(forgotten) == [
        "payment.completed of schema version 1, release 1 can no longer be read:"
        " no upcaster lifts a payment.completed from schema version 1 to 2"
    ]


def test_a_new_schema_version_that_old_readers_would_misunderstand_says_so(told: Told) -> None:
    changed = remade(PaymentCompleted, "charge_id", code=(Fee, ...))
    assert told(second(changed, lambda event: {**event, "code": event["chargeId"]})) == [
        f"payment.completed lost the field `chargeId`, which release 1 promised: {MISUNDERSTOOD}"
    ]
    assert told(second(changed, lambda event: {**event, "code": event["chargeId"]}, readable_since=2)) == []


def test_what_was_written_is_what_is_read(told: Told) -> None:
    assert told(second(remade(PaymentCompleted), lambda event: {**event, "attempt": 2})) == [
        "payment.completed of schema version 1, release 1 is read with the field `attempt` as [2],"
        " where [1] was written"
    ]


def test_an_event_that_is_not_written_as_its_fields_say_is_named(told: Told) -> None:
    class Sparing(OrderCancelled):
        def to_json(self) -> str:
            return self.model_dump_json(by_alias=True, exclude={"reason"})

    assert told(Sparing) == [
        f"order.cancelled is not written as release 1 promised, at `$`: 'reason' is a required property; {BUMP}"
    ]


def test_a_field_without_an_example_is_named(told: Told) -> None:
    unshown = second(remade(PaymentCompleted, fee=(str, ...)), lambda event: {**event, "fee": "0.00"})
    assert told(unshown) == ["payment.completed has no example of its field `fee`"]


def test_the_shape_of_an_event_names_the_fields_of_its_parts() -> None:
    shape = fields(schema_of(OrderPlaced))
    assert shape["items[].price"] == {"type": "string"}
    assert shape["items"] == {"type": "array", "items": {"type": "object"}}
