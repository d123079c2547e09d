"""Filling a registry, one subject after the other; whatever is there already stays as it is."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass

from common.contracts.base import JsonObject

from quadrille.schemas.registry import Place, Registry, config_path, subject_path
from quadrille.schemas.versions import FORWARD, Version


@dataclass(frozen=True)
class Registered:
    """A version, where the registry keeps it, and whether it came only now."""

    version: Version
    place: Place
    new: bool


async def register(registry: Registry, wanted: Mapping[str, Sequence[Version]]) -> AsyncIterator[Registered]:
    """Register what is missing. Raises `RegistryError`; run again, it goes on from there."""
    for subject, versions in wanted.items():
        level = ""
        for version in versions:
            place = await registry.find(version)
            if new := place is None:
                if level != version.level:
                    await registry.set_level(subject, level := version.level)
                place = await registry.add(version)
            yield Registered(version, place, new)
        if level != FORWARD:
            await registry.set_level(subject, FORWARD)


def requests(wanted: Mapping[str, Sequence[Version]]) -> Iterator[tuple[str, str, JsonObject]]:
    """Method, path and body of all that an empty registry would be sent to be filled."""
    for subject, versions in wanted.items():
        level = ""
        for version in versions:
            if level != version.level:
                level = version.level
                yield "PUT", config_path(subject), {"compatibility": level}
            yield "POST", f"{subject_path(subject)}/versions", version.body
        if level != FORWARD:
            yield "PUT", config_path(subject), {"compatibility": FORWARD}
