"""A service's part in the choreography: what it reacts to, what it may say then, and why, declared where it does so.

All parts together are the choreography: drawn, checked and explored without a broker (`quadrille choreography`).
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Generic, TypeVar

from common.contracts import Event, topic_of

T = TypeVar("T", bound=Callable[..., Any])
C = TypeVar("C")
S = TypeVar("S")

_GRAMMAR = re.compile(r"When (?P<when>.+?), (?P<does>.+), because (?P<because>.+?)\.(?:\s|$)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reaction:
    """`name` does `does` after one of `after`, `because`, and `may_say` events then.

    Events come from Kafka, and then `prompt` is empty; or else it names who asks: a client, a timer, a provider. Such a
    one `after` nothing may always come.
    """

    name: str
    prompt: str
    after: tuple[type[Event], ...]
    may_say: tuple[type[Event], ...]
    does: str
    because: str


@dataclass(frozen=True, slots=True)
class Decides(Generic[C, S]):
    """A service's pure rules: its decider, and the command that it makes of an event, if any."""

    initial: S
    decide: Callable[[C, S], Sequence[Event]]
    evolve: Callable[[S, Event], S]
    command: Callable[[Event], C | None]


@dataclass(frozen=True, slots=True)
class Part:
    """All that a service declares. `watches` is a service that reads and never leads on.

    `in_group` is False for one each of whose replicas reads all there is, from the beginning; `tells` is how a story
    stands after events, in the word of one that watches.
    """

    service: str
    reactions: tuple[Reaction, ...]
    decides: Decides[Any, Any] | None = None
    watches: bool = False
    in_group: bool = True
    tells: Callable[[Sequence[Event]], str] | None = None

    @property
    def reads(self) -> tuple[type[Event], ...]:
        """What it has to be given from Kafka."""
        return tuple(dict.fromkeys(event for each in self.reactions if not each.prompt for event in each.after))

    @property
    def says(self) -> frozenset[type[Event]]:
        """What it may say, ever."""
        return frozenset(event for each in self.reactions for event in each.may_say)


_declared: dict[Any, Reaction] = {}


def when(*seen: type[Event], says: Sequence[type[Event]] = ()) -> Callable[[T], T]:
    """Declare a reaction to events. Its docstring says "When X, do Y, because Z."; raises `ValueError` if not."""

    def declare(function: T) -> T:
        found = _GRAMMAR.match(" ".join((function.__doc__ or "").split()))
        if not found:
            raise ValueError(f'{function.__qualname__} reacts, but its docstring is not "When X, do Y, because Z."')
        _declared[function] = Reaction(function.__name__, "", seen, tuple(says), found["does"], found["because"])
        return function

    return declare


def asked_by(
    prompt: str, *, after: Sequence[type[Event]] = (), says: Sequence[type[Event]], because: str
) -> Callable[[T], T]:
    """Declare a command that no event from Kafka leads to; its docstring says what it does."""

    def declare(command: T) -> T:
        does = (command.__doc__ or "").strip().partition("\n")[0].rstrip(".")
        _declared[command] = Reaction(command.__name__, prompt, tuple(after), tuple(says), does, because)
        return command

    return declare


def declared_in(*modules: ModuleType) -> tuple[Reaction, ...]:
    """What is declared in modules, in the order in which it is written there."""
    return tuple(
        _declared[thing]
        for module in modules
        for thing in vars(module).values()
        if callable(thing) and getattr(thing, "__module__", "") == module.__name__ and thing in _declared
    )


def topics_of(events: Iterable[type[Event]]) -> tuple[str, ...]:
    """Where events are read from, each topic once."""
    return tuple(dict.fromkeys(topic_of(event.owner) for event in events))
