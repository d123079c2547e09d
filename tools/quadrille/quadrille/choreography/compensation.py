"""That every effect has its compensation: whatever takes, holds or promises names what gives it back, and can be."""

from collections.abc import Iterator

from quadrille.choreography.catalogue import Catalogue, Entry, types


def uncompensated(catalogue: Catalogue) -> Iterator[str]:
    """Effects that nothing can take back, each in a sentence."""
    for entry in catalogue.events.values():
        if entry.undone_by is None:
            yield f"{entry.type} does not say what undoes it: declare undone_by, if only as LEAVES_NOTHING"
        elif not entry.undone_by:
            yield from _leaves_something(catalogue, entry)
        for undo in entry.undone_by or ():
            yield from _cannot_be(catalogue, entry, undo)


def _leaves_something(catalogue: Catalogue, entry: Entry) -> Iterator[str]:
    """It may leave nothing if it undoes something itself, or is on the way to that, or if its service ends there."""
    undoing = catalogue.compensations()
    if entry.type in undoing or not entry.transitions:
        return
    on_the_way = all(step.needs and set(step.needs) <= undoing for step in entry.transitions)
    going_on = {step.source for _, step in catalogue.steps(entry.owner)}
    ends = all(step.target not in going_on for step in entry.transitions)
    if not on_the_way and not ends:
        yield f"{entry.type} has an effect, but names no compensation: undone_by is empty"


def _cannot_be(catalogue: Catalogue, entry: Entry, undo: str) -> Iterator[str]:
    """The compensation of an effect has to be said by somebody, and by the protocol it must be able to follow."""
    compensation = catalogue.events.get(undo)
    if compensation is None:
        yield f"{entry.type} is undone by {undo}, which no contract describes"
        return
    if not catalogue.said_by(undo):
        yield f"{entry.type} is undone by {undo}, which nobody says"
    if entry.transitions and not _follows(catalogue, entry, compensation):
        yield f"{entry.type} is undone by {undo}, but by the protocol {undo} can never follow it"
    for step in compensation.transitions:
        if compensation.owner == entry.owner and step.needs and not _heard(catalogue, compensation, step.needs):
            needs = " or ".join(step.needs)
            yield f"{entry.type} is never undone: {undo} needs {needs}, which {entry.owner} does not see"


def _follows(catalogue: Catalogue, entry: Entry, compensation: Entry) -> bool:
    """Whether the service comes from a state after the effect to the compensation, if both are of one service."""
    if compensation.owner != entry.owner:
        return True
    reached, wanted = {step.target for step in entry.transitions}, {step.source for step in compensation.transitions}
    while not reached & wanted:
        further = {step.target for _, step in catalogue.steps(entry.owner) if step.source in reached} - reached
        if not further:
            return False
        reached |= further
    return True


def _heard(catalogue: Catalogue, entry: Entry, needs: tuple[str, ...]) -> bool:
    part = catalogue.parts.get(entry.owner)
    known = [catalogue.events[event_type] for event_type in needs if event_type in catalogue.events]
    own = any(needed.owner == entry.owner for needed in known)
    return part is not None and (own or bool(set(needs) & set(types(part.reads))))
