"""Whether what is declared comes about, where it says so, and after all that it says: nothing is declared in vain."""

from collections.abc import Iterable, Iterator, Sequence

from quadrille.choreography.catalogue import Catalogue

from tests.model.needing import unsaid
from tests.model.world import World


def untrue(catalogue: Catalogue, worlds: Sequence[World]) -> Iterator[str]:
    """What declarations say, and the worlds do not show, each in a sentence."""
    yield from never(catalogue, worlds)
    yield from misplaced(catalogue, worlds)
    yield from unsaid(catalogue, worlds)


def never(catalogue: Catalogue, worlds: Iterable[World]) -> Iterator[str]:
    """What is declared, and came about in none of the worlds, each in a sentence."""
    came: set[tuple[str, str, str]] = set()
    taken: set[tuple[str, str, str]] = set()
    attempts: set[tuple[str, int]] = set()
    for world in worlds:
        came |= world.came_about
        taken |= world.telling.taken
        attempts |= world.telling.attempts
    for part, reaction in catalogue.reactions():
        for event in reaction.may_say:
            if part.decides is not None and (part.service, reaction.name, event.type) not in came:
                yield f"{part.service}'s {reaction.name} never says {event.type}, though it declares that it may"
    for entry in catalogue.events.values():
        for step in entry.transitions:
            if (entry.owner, step.source, entry.type) not in taken:
                yield f"{entry.type} never comes in state {step.source}, though its contract says that it may"
        for attempt in (1, 2) if entry.transitions and not entry.opens_attempt else ():
            if (entry.type, attempt) not in attempts:
                yield f"{entry.type} never comes in attempt {attempt}"


def misplaced(catalogue: Catalogue, worlds: Iterable[World]) -> Iterator[str]:
    """Prompts that come in other states than after what they declare, each in a sentence."""
    states: dict[tuple[str, str], set[str]] = {}
    for world in worlds:
        for key, found in world.asked_in.items():
            states.setdefault(key, set()).update(found)
    for part, reaction in catalogue.reactions():
        if reaction.prompt and (part.service, reaction.name) in states:
            found = states[part.service, reaction.name]
            leading = {entry.type for entry, step in catalogue.steps(part.service) if step.target in found}
            for event_type in sorted(leading ^ {event.type for event in reaction.after}):
                what = "comes, and does not say so" if event_type in leading else "never comes, though it says so"
                yield f"{part.service}'s {reaction.name} {what}, after {event_type}"
