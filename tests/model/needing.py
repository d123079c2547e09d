"""Whether contracts say all that a step needs: what always was said before it, in every way that an order can go."""

from collections.abc import Iterable, Iterator

from common.contracts.protocol import Transition
from quadrille.choreography.catalogue import Catalogue

from tests.model.telling import ANY, Step, kind_of
from tests.model.world import World

Said = frozenset[str]


def unsaid(catalogue: Catalogue, worlds: Iterable[World]) -> Iterator[str]:
    """What a step always came after, and its contract does not say, each in a sentence.

    It need not say what follows: from the state that the step is made from, or from what it does say that it needs.
    """
    always: dict[Step, Said] = {}
    for world in worlds:
        for step, said in world.telling.always.items():
            always[step] = always.get(step, said) & said
    for (owner, state, event_type), before in sorted(always.items()):
        followed = _known_in(catalogue, always, owner, state)
        needs = _needs(catalogue, event_type, state)
        if needs and needs <= followed:
            yield f"{event_type} says that it comes after {' or '.join(sorted(needs))}, which follows from {state}"
        known = followed | _known_from(catalogue, always, event_type, state)
        for kind in sorted(before - known - {each + ANY for each in known}):
            if kind.removesuffix(ANY) not in _own(catalogue, owner) and kind.removesuffix(ANY) not in before - {kind}:
                yield f"{event_type} always comes after {kind} in state {state}, and does not say so"


def _own(catalogue: Catalogue, owner: str) -> Said:
    """What a service need not be told, for it says so itself."""
    return frozenset(kind_of(entry.type, 1) for entry in catalogue.events.values() if entry.owner == owner)


def _needs(catalogue: Catalogue, event_type: str, state: str) -> Said:
    step = _step(catalogue, event_type, state)
    return frozenset(kind_of(each, None if step.any_attempt else 1) for each in step.needs if each in catalogue.events)


def _step(catalogue: Catalogue, event_type: str, state: str) -> Transition:
    return next(each for each in catalogue.events[event_type].transitions if each.source == state)


def _known_in(catalogue: Catalogue, always: dict[Step, Said], owner: str, state: str) -> Said:
    """What always was said before a service came to a state; nothing before it is in its first."""
    steps = [(owner, step.source, entry.type) for entry, step in catalogue.steps(owner) if step.target == state]
    return _common(always[step] for step in steps if step in always and step[1] != state)


def _known_from(catalogue: Catalogue, always: dict[Step, Said], event_type: str, state: str) -> Said:
    """What a step says that it needs, and what always was said before any of that."""
    step = _step(catalogue, event_type, state)
    return _common(
        {kind_of(needed, None if step.any_attempt else 1)}
        | _common(said for (_, _, event), said in always.items() if event == needed)
        for needed in step.needs
        if needed in catalogue.events
    )


def _common(ways: Iterable[Iterable[str]]) -> Said:
    """What is in all ways; nothing if there is none."""
    sets = [frozenset(way) for way in ways]
    return frozenset.intersection(*sets) if sets else frozenset()
