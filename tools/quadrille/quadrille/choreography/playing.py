"""Playing a story in memory: services' own deciders answer prompts and each other, and it is noted who said what."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from common.choreography import Part, Reaction
from common.contracts import Event

from quadrille.choreography.catalogue import Catalogue, types
from quadrille.choreography.commanding import make


@dataclass(frozen=True, slots=True)
class Turn:
    """A service's reaction to `seen`, or to its prompt with `choices`, and what it `said` then."""

    service: str
    reaction: Reaction
    seen: Event | None
    choices: Mapping[str, Any]
    said: tuple[Event, ...]


class Story:
    """One order's story. Events reach whoever reads them in the order in which they were said, unless held up."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._rules = {name: part.decides for name, part in catalogue.parts.items() if part.decides is not None}
        self._players = [catalogue.parts[name] for name in self._rules]
        self._states = {name: rules.initial for name, rules in self._rules.items()}
        self._under_way: list[tuple[Event, Part]] = []
        self._held: list[tuple[Event, Part]] = []
        self._late: list[tuple[Event, str]] = []
        self._holding: set[tuple[str, str]] = set()
        self.turns: list[Turn] = []

    @property
    def said(self) -> list[Event]:
        """All that was said, in order."""
        return [event for turn in self.turns for event in turn.said]

    def ask(self, name: str, choices: Mapping[str, Any]) -> None:
        """Let a prompt come, and everybody do what comes of it. Raises `ValueError` when nobody is asked so."""
        for part in self._players:
            for reaction in part.reactions:
                if reaction.prompt and reaction.name == name:
                    command = make(part, reaction, self.said, choices)
                    self._decide(part, command, reaction, None, choices)
                    self._deliver()
                    return
        raise ValueError(f"nobody is asked {name}: no prompt is called so")

    def hold(self, event_type: str, service: str) -> None:
        """From now on such an event does not reach the service."""
        self._holding.add((event_type, service))

    def release(self) -> None:
        """Let what was held up come after all."""
        self._under_way, self._held = self._held, []
        self._holding.clear()
        self._deliver()

    def was_late(self, event: Event, service: str) -> bool:
        """Whether this very event was held up on its way to the service."""
        return any(late is event and to == service for late, to in self._late)

    def _deliver(self) -> None:
        while self._under_way:
            event, part = self._under_way.pop(0)
            if (event.type, part.service) in self._holding:
                self._held.append((event, part))
                self._late.append((event, part.service))
                continue
            command = self._rules[part.service].command(event)
            if command is not None:
                reaction = next(each for each in part.reactions if not each.prompt and type(event) in each.after)
                self._decide(part, command, reaction, event, {})

    def _decide(
        self, part: Part, command: Any, reaction: Reaction, seen: Event | None, choices: Mapping[str, Any]
    ) -> None:
        rules = self._rules[part.service]
        said = rules.decide(command, self._states[part.service])
        for event in said:
            if type(event) not in reaction.may_say:
                may = ", ".join(types(reaction.may_say)) or "nothing"
                raise ValueError(f"{part.service}'s {reaction.name} said {event.type}, but declares to say {may}")
            self._states[part.service] = rules.evolve(self._states[part.service], event)
        self.turns.append(Turn(part.service, reaction, seen, choices, tuple(said)))
        self._under_way += [(event, each) for event in said for each in self._players if type(event) in each.reads]
