"""The catalogue: every event and every service's part, collected from the code that is installed, without a broker."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Any

from common.choreography import Part, Reaction
from common.contracts import EVENTS, Event, topic_of
from common.contracts.protocol import Transition

GROUP = "quadrille.choreography"  # the entry points by which packages name their parts


@dataclass(frozen=True, slots=True)
class Entry:
    """An event, as its contract describes it. `undone_by` is None where the contract does not say."""

    contract: type[Event]
    type: str
    version: int
    owner: str
    topic: str
    doc: str
    transitions: tuple[Transition, ...]
    opens_attempt: bool
    terminal: bool
    undone_by: tuple[str, ...] | None

    @property
    def example(self) -> Any:
        """Its JSON, of the examples of its fields."""
        return self.contract.example().model_dump(mode="json", by_alias=True)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The choreography: events by type, and parts by service."""

    events: Mapping[str, Entry]
    parts: Mapping[str, Part]

    def reactions(self) -> Iterable[tuple[Part, Reaction]]:
        """All there are, with whose they are."""
        return ((part, each) for part in self.parts.values() for each in part.reactions)

    def said_by(self, event_type: str) -> list[tuple[Part, Reaction]]:
        """What may say an event."""
        return [(part, each) for part, each in self.reactions() if event_type in types(each.may_say)]

    def seen_by(self, event_type: str) -> list[tuple[Part, Reaction]]:
        """Who reacts to an event from Kafka; those who only watch left out."""
        return [(part, each) for part, each in self.after(event_type) if not each.prompt]

    def after(self, event_type: str) -> list[tuple[Part, Reaction]]:
        """What an event may lead to, be it by a person, a timer or a provider; those who only watch left out."""
        found = ((part, each) for part, each in self.reactions() if not part.watches)
        return [(part, each) for part, each in found if event_type in types(each.after)]

    def steps(self, service: str) -> list[tuple[Entry, Transition]]:
        """The state machine of a service."""
        return [(entry, step) for entry in self.events.values() if entry.owner == service for step in entry.transitions]

    def movers(self) -> list[str]:
        """The services that have a state in a saga."""
        return list(dict.fromkeys(entry.owner for entry in self.events.values() if entry.transitions))

    def beginnings(self, service: str) -> list[str]:
        """The states of a service from which, but not to which it goes: one, if it is well formed."""
        steps = self.steps(service)
        reached = {step.target for _, step in steps}
        return list(dict.fromkeys(step.source for _, step in steps if step.source not in reached))

    def compensations(self) -> set[str]:
        """The events that take something back."""
        return {undo for entry in self.events.values() for undo in entry.undone_by or ()}


def collect() -> Catalogue:
    """All that is declared by what is installed here. Raises `ValueError` for a declaration that is none."""
    parts = {part.service: part for part in (each.load() for each in entry_points(group=GROUP))}
    order = {owner: n for n, owner in enumerate(dict.fromkeys(event.owner for event in EVENTS))}
    names = sorted(parts, key=lambda name: (order.get(name, len(order)), name))
    return Catalogue({event.type: entry_of(event) for event in EVENTS}, {name: parts[name] for name in names})


def entry_of(contract: type[Event]) -> Entry:
    """What a contract says of itself."""
    return Entry(
        contract,
        contract.type,
        contract.schema_version,
        contract.owner,
        topic_of(contract.owner),
        contract.meaning(),
        contract.transitions,
        contract.opens_attempt,
        contract.terminal,
        contract.undone_by,
    )


def types(events: Iterable[type[Event]]) -> tuple[str, ...]:
    """The types of events."""
    return tuple(event.type for event in events)
