"""One order, and all that there is about it: the services' states, what was said and not yet heard, the provider."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, NamedTuple

from common.choreography import Part, Reaction
from common.contracts import Event

from tests.model.exploring import Broken
from tests.model.provider import Account
from tests.model.reasons import must_be_right
from tests.model.rules import Numbered, Rules
from tests.model.telling import Telling


class State(NamedTuple):
    """Everything at one moment; values are known by their numbers, sets of events are bits."""

    services: tuple[int, ...]
    unheard: tuple[int, ...]  # by service
    said: int
    stage: int
    accounts: tuple[Account, ...]  # at the provider, by attempt
    cancellations: int  # how many people may still ask for
    retries: int


class World:
    """The parts that have rules, and what has come about in all states together."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.rules = [Rules(part) for part in parts]
        self.index = {rules.service: n for n, rules in enumerate(self.rules)}
        self.telling = Telling()
        self.events: Numbered[Event] = Numbered()
        self.read_bits = [0 for _ in parts]
        self.came_about: set[tuple[str, str, str]] = set()  # service, reaction, what it said
        self.asked_in: dict[tuple[str, str], set[str]] = {}  # service, prompt: the states in which it had an effect
        self._judged: set[tuple[int, int, Hashable]] = set()

    def first(self, cancellations: int, retries: int) -> State:
        """Before anything has happened; attempts have to be as many as `retries` and one."""
        services, accounts = tuple(rules.first for rules in self.rules), (Account(),) * (retries + 1)
        return State(services, (0,) * len(services), 0, self.telling.first, accounts, cancellations, retries)

    def state_of(self, state: State, service: str) -> Any:
        """A service's own state."""
        n = self.index[service]
        return self.rules[n].state(state.services[n])

    def hear(self, state: State, n: int, event: int, label: str) -> State:
        """The `n`-th service hears an event, by number, be it the first time or again."""
        rules, heard = self.rules[n], self.events.values[event]
        reactions = [each for each in rules.part.reactions if not each.prompt and type(heard) in each.after]
        unheard = _replaced(state.unheard, n, state.unheard[n] & ~(1 << event))
        before = state._replace(unheard=unheard)
        return self._carry_out(before, n, event, lambda: rules.command_for(heard), reactions, label)

    def ask(self, state: State, service: str, command: Any, label: str) -> State:
        """A service is asked for something by a person, a timer or the provider."""
        n, name = self.index[service], type(command).__name__
        reactions = [each for each in self.rules[n].part.reactions if each.name == name]
        if not reactions:
            raise Broken(f"{service} is asked for {name}, and does not declare that it may be", label)
        return self._carry_out(state, n, command, lambda: command, reactions, label)

    def _carry_out(
        self,
        state: State,
        n: int,
        key: Hashable,
        command: Callable[[], Any],
        reactions: Sequence[Reaction],
        label: str,
    ) -> State:
        rules = self.rules[n]
        said, after = rules.carry_out(state.services[n], key, command)
        if (n, state.services[n], key) not in self._judged:
            self._judged.add((n, state.services[n], key))
            trigger = self.events.values[key] if isinstance(key, int) else key
            must_be_right(trigger, rules.state(state.services[n]), said, label)
        if not said:
            return state
        for reaction in reactions:
            if reaction.prompt:
                found = self.asked_in.setdefault((rules.service, reaction.name), set())
                found.add(self.telling.state_of(state.stage, said[0]))
        state = state._replace(services=_replaced(state.services, n, after))
        for event in said:
            self._must_be_declared(rules.service, reactions, event, label)
            state = self._say(state, event, label)
        return state

    def _must_be_declared(self, service: str, reactions: Sequence[Reaction], event: Event, label: str) -> None:
        by = [each.name for each in reactions if type(event) in each.may_say]
        if not by:
            names = " and ".join(each.name for each in reactions)
            raise Broken(f"{service} says {event.type}, which {names} does not declare", label)
        self.came_about |= {(service, name, event.type) for name in by}

    def _say(self, state: State, event: Event, label: str) -> State:
        number = self.events.number_of(event)
        bit = 1 << number
        unheard = []
        for n, rules in enumerate(self.rules):
            hears = event.type in rules.reads
            self.read_bits[n] |= bit if hears else 0
            unheard.append(state.unheard[n] | bit if hears else state.unheard[n])
        try:
            stage = self.telling.hear(state.stage, event)
        except Broken as broken:
            raise Broken(broken.sentence, label) from None
        return state._replace(unheard=tuple(unheard), said=state.said | bit, stage=stage)


def bits(mask: int) -> list[int]:
    """The numbers in a set of events."""
    found = []
    while mask:
        lowest = mask & -mask
        found.append(lowest.bit_length() - 1)
        mask ^= lowest
    return found


def _replaced(values: tuple[int, ...], n: int, value: int) -> tuple[int, ...]:
    return (*values[:n], value, *values[n + 1 :])
