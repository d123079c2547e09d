"""A registry gets to know every version of an event, in order, and refuses one that old readers could not bear."""

import json
from collections.abc import Sequence
from typing import Annotated, ClassVar
from uuid import UUID

import pytest
from common.contracts import EVENTS, Event
from common.ids import new_id
from jsonschema import Draft7Validator
from pydantic import Field
from quadrille.contracts.releasing import promise
from quadrille.schemas.registering import Registered, register
from quadrille.schemas.registry import Registry, RegistryError
from quadrille.schemas.versions import Version, versions
from quadrille.testing.schema_registry import StandIn

Grams = Annotated[int, Field(examples=[250])]


class Parcel(Event):
    """What every version names."""

    type: ClassVar[str] = "parcel.weighed"
    owner: ClassVar[str] = "parcel"
    parcel_id: Annotated[UUID, Field(examples=["0199c2a4-5b1e-7c3d-9f60-1a2b3c4d5e6f"])]


class Weighed(Parcel):
    """A parcel was weighed."""

    grams: Grams


class WeighedOnAScale(Weighed):
    """The second version says on which scale; old readers do without."""

    schema_version = 2
    scale: Annotated[str, Field(examples=["left"])]


class WeighedInKilograms(Parcel):
    """The third version speaks of kilograms, and says that old readers may not read it."""

    schema_version = 3
    readable_since = 3
    kilograms: Annotated[str, Field(examples=["0.250"])]


class Careless(Parcel):
    """Another second version, which forgot the grams."""

    schema_version = 2


@pytest.fixture(autouse=True)
def a_new_type(monkeypatch: pytest.MonkeyPatch) -> str:
    """One that no registry has heard of."""
    name = f"parcel.weighed-{new_id()}"
    monkeypatch.setattr(Parcel, "type", name)
    return name


def released(*contracts: type[Event], then: Sequence[type[Event]] = ()) -> dict[str, list[Version]]:
    """A version a release, and what is not released yet."""
    return versions([promise(contract, release) for release, contract in enumerate(contracts, 1)], then)


async def fill(url: str, wanted: dict[str, list[Version]]) -> list[Registered]:
    async with Registry(url) as registry:
        return [each async for each in register(registry, wanted)]


async def test_every_version_is_registered_in_order_and_todays_last(url: str, a_new_type: str) -> None:
    filled = await fill(url, released(Weighed, then=[WeighedOnAScale]))
    assert [(each.version.subject, each.version.number, each.place.version, each.new) for each in filled] == [
        (f"parcel.events.v1-{a_new_type}", 1, 1, True),
        (f"parcel.events.v1-{a_new_type}", 2, 2, True),
    ]


async def test_a_registry_that_has_everything_stays_as_it_is(url: str) -> None:
    first = await fill(url, released(Weighed, WeighedOnAScale))
    again = await fill(url, released(Weighed, WeighedOnAScale))
    assert [each.place for each in again] == [each.place for each in first]
    assert [each.new for each in again] == [False, False]


async def test_a_registry_that_has_the_first_versions_gets_the_next(url: str) -> None:
    await fill(url, released(Weighed))
    assert [each.new for each in await fill(url, released(Weighed, WeighedOnAScale))] == [False, True]


async def test_a_version_that_old_readers_could_not_bear_is_refused(url: str, a_new_type: str) -> None:
    told = rf"^schema version 2 of parcel\.events\.v1-{a_new_type} is not FORWARD compatible: .*ncompatible"
    with pytest.raises(RegistryError, match=told):
        await fill(url, released(Weighed, Careless))


async def test_a_version_that_says_that_old_readers_may_not_read_it_is_registered(url: str) -> None:
    wanted = released(Weighed, WeighedOnAScale, WeighedInKilograms)
    assert [each.place.version for each in await fill(url, wanted)] == [1, 2, 3]
    assert [each.new for each in await fill(url, wanted)] == [False] * 3


async def test_a_break_is_allowed_once_and_the_next_version_has_to_be_forward_compatible_again(
    stand_in: StandIn, stand_in_url: str
) -> None:
    wanted = released(Weighed, WeighedInKilograms)
    assert [each.level for subject in wanted.values() for each in subject] == ["FORWARD", "NONE"]
    await fill(stand_in_url, wanted)
    assert set(stand_in.levels.values()) == {"FORWARD"}


def test_what_is_released_as_it_is_comes_once() -> None:
    (subject,) = released(Weighed, then=[Weighed]).values()
    assert [each.number for each in subject] == [1]


@pytest.mark.parametrize("contract", EVENTS, ids=lambda contract: contract.type)
def test_a_schema_that_is_sent_tells_events_from_others_in_its_dialect(contract: type[Event]) -> None:
    ((version,),) = versions([], [contract]).values()
    schema = json.loads(version.schema)
    Draft7Validator.check_schema(schema)
    event = contract.example().model_dump(mode="json", by_alias=True)
    assert list(Draft7Validator(schema).iter_errors(event)) == []
    for name in event:
        assert not Draft7Validator(schema).is_valid({**event, name: [{"no": "such"}]})
