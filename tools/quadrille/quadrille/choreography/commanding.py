"""Making the commands of a service for a story: of what was said in it so far, else of the examples in contracts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from itertools import chain
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from common.choreography import Part, Reaction
from common.contracts import EVENTS, Event

SOMEBODY = UUID("0199c29f-3a77-7d10-b1f5-0a1b2c3d4e5f")


def commands_of(part: Part) -> dict[str, type[Any]]:
    """The commands that a service's decider takes, by name, as its annotations say."""
    assert part.decides is not None, f"{part.service} declares no decider"
    takes = next(iter(get_type_hints(part.decides.decide).values()))
    return {kind.__name__: kind for kind in _kinds(takes)}


def make(part: Part, reaction: Reaction, said: Sequence[Event], choices: Mapping[str, Any]) -> Any:
    """The command that a prompt asks, where `said` was said before. A choice may name one of a field's kinds.

    Raises `ValueError` for a field that neither a choice, nor the story, nor an example tells.
    """
    examples = chain((event.example() for event in reaction.may_say), (event.example() for event in EVENTS))
    return _made(commands_of(part)[reaction.name], choices, [*reversed(said), *examples])


def _made(kind: type[Any], choices: Mapping[str, Any], told: Iterable[Event]) -> Any:
    hints = get_type_hints(kind)
    return kind(**{each.name: _value(each.name, hints[each.name], choices, told) for each in fields(kind)})


def _value(name: str, hint: Any, choices: Mapping[str, Any], told: Iterable[Event]) -> Any:
    if name in choices:
        by_name: dict[Any, type[Any]] = {kind.__name__: kind for kind in _kinds(hint) if is_dataclass(kind)}
        kind = by_name.get(choices[name])
        return _made(kind, {}, told) if kind else choices[name]
    for event in told:
        if getattr(event, name, None) is not None:
            return getattr(event, name)
    if hint in (bool, UUID):
        return SOMEBODY if hint is UUID else False
    raise ValueError(f"nothing tells the {name} of a command: give it as a choice")


def _kinds(hint: Any) -> tuple[type[Any], ...]:
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
