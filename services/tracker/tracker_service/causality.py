"""Causal order: topics are read at different speeds, so the order of arrival says nothing about what led to what."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID


class Caused(Protocol):
    """What it takes to put an event in its place."""

    @property
    def id(self) -> UUID: ...
    @property
    def source(self) -> str: ...
    @property
    def stream(self) -> UUID: ...
    @property
    def version(self) -> int: ...
    @property
    def causation_id(self) -> UUID: ...
    @property
    def time(self) -> datetime: ...


E = TypeVar("E", bound=Caused)


def causal_order(events: Collection[E]) -> list[E]:
    """Each event after its cause and after the version before it; by time, then id, where causality leaves a choice.

    The same for every order of `events`. Clocks of different machines may disagree: only ties are left to them.
    """
    by_id = {event.id: event for event in events}
    by_version = {(event.source, event.stream, event.version): event for event in by_id.values()}

    def before(event: E) -> Iterator[E]:
        for past in (by_id.get(event.causation_id), by_version.get((event.source, event.stream, event.version - 1))):
            if past is not None:
                yield past

    waiting = sorted(by_id.values(), key=lambda event: (event.time, event.id), reverse=True)
    entered: set[UUID] = set()  # a cycle, which only a defect can make, is cut where it is entered
    ordered: dict[UUID, E] = {}
    while waiting:
        event = waiting[-1]
        entered.add(event.id)
        first = [past for past in before(event) if past.id not in entered]
        if first:
            waiting.extend(first)
        else:
            waiting.pop()
            ordered.setdefault(event.id, event)
    return list(ordered.values())
