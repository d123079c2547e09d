"""Reading events of other schema versions: what is older is lifted, what is newer is read as far as it may be."""

from collections.abc import Mapping
from decimal import Decimal
from typing import ClassVar

import pytest
from common.contracts import Event
from common.contracts.base import Upcast
from common.contracts.reading import read
from common.errors import Poison


class Weighed(Event):
    """A parcel was weighed: the contract as it was released first."""

    type: ClassVar[str] = "parcel.weighed"
    owner: ClassVar[str] = "parcel"
    grams: int


class WeighedOnAScale(Weighed):
    """The second version says on which scale; old readers do without."""

    schema_version = 2
    upcasters: ClassVar[Mapping[int, Upcast]] = {1: lambda event: {**event, "scale": "unknown"}}
    scale: str


class WeighedInKilograms(Event):
    """The third version speaks of kilograms: an old reader would find nothing."""

    type: ClassVar[str] = "parcel.weighed"
    owner: ClassVar[str] = "parcel"
    schema_version = 3
    readable_since = 3
    upcasters: ClassVar[Mapping[int, Upcast]] = {
        **WeighedOnAScale.upcasters,
        2: lambda event: {"kilograms": str(Decimal(event["grams"]) / 1000), "scale": event["scale"]},
    }
    kilograms: Decimal
    scale: str


def test_an_event_of_todays_version_is_read_as_it_is() -> None:
    assert read(WeighedOnAScale, b'{"grams": 250, "scale": "a"}', 2) == WeighedOnAScale(grams=250, scale="a")


def test_a_new_reader_lifts_an_old_event_version_by_version() -> None:
    assert read(WeighedInKilograms, '{"grams": 250}', 1) == WeighedInKilograms(
        kilograms=Decimal("0.25"), scale="unknown"
    )
    assert read(WeighedInKilograms, '{"grams": 5, "scale": "a"}', 2).to_json() == '{"kilograms":"0.005","scale":"a"}'


def test_an_old_reader_ignores_the_fields_it_does_not_know() -> None:
    newer = WeighedOnAScale(grams=250, scale="a")
    assert read(Weighed, newer.to_json(), 2, WeighedOnAScale.readable_since) == Weighed(grams=250)


@pytest.mark.parametrize("reader", [Weighed, WeighedOnAScale])
def test_an_old_reader_does_not_read_what_it_would_misunderstand(reader: type[Event]) -> None:
    known = reader.schema_version
    told = rf"written by a newer version: a parcel\.weighed of schema version 3, .* at least 3 .* knows {known}"
    with pytest.raises(Poison, match=told):
        read(reader, b'{"grams": 250, "scale": "a"}', 3, 3)


def test_a_newer_event_that_does_not_fit_is_poison_which_names_both_versions() -> None:
    with pytest.raises(Poison, match=r"parcel\.weighed: written as schema version 3, where this reader knows 2"):
        read(WeighedOnAScale, b'{"kilograms": "0.25"}', 3)


def test_an_old_event_without_an_upcaster_is_poison_which_names_type_and_versions() -> None:
    class Careless(WeighedOnAScale):
        upcasters: ClassVar[Mapping[int, Upcast]] = {}

    with pytest.raises(Poison, match=r"no upcaster lifts a parcel\.weighed from schema version 1 to 2"):
        read(Careless, b'{"grams": 250}', 1)


@pytest.mark.parametrize("value", [b"", b"{", b"[]", b"7", b"\xff"])
def test_an_old_event_that_is_no_object_is_poison(value: bytes) -> None:
    with pytest.raises(Poison, match=r"the value is not a parcel\.weighed"):
        read(WeighedOnAScale, value, 1)


def test_an_old_event_that_an_upcaster_cannot_lift_is_poison() -> None:
    with pytest.raises(
        Poison, match=r"parcel\.weighed cannot be lifted from schema version 2 to 3: KeyError\('scale'\)"
    ):
        read(WeighedInKilograms, b'{"grams": 250}', 2)


def test_an_old_event_that_does_not_fit_once_it_is_lifted_is_poison_which_names_both_versions() -> None:
    with pytest.raises(Poison, match=r"parcel\.weighed: written as schema version 1, where this reader knows 2"):
        read(WeighedOnAScale, b'{"ounces": 9}', 1)
