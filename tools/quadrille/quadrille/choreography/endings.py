"""That every path ends: from whatever is said, something that may be the last word can be reached."""

from collections.abc import Iterator

from quadrille.choreography.catalogue import Catalogue, Entry, types

TIMER = "timer:"  # how the prompt of a reaction begins that no person and no other service has to set off


def endless(catalogue: Catalogue) -> Iterator[str]:
    """Events after which a saga, or a user, is left hanging, each in a sentence."""
    for entry in catalogue.events.values():
        saga = bool(entry.transitions)
        ends = {end.type for end in catalogue.events.values() if end.terminal and bool(end.transitions) == saga}
        if not _reached(catalogue, entry.type) & ends:
            led = ", ".join(sorted(led_to(catalogue, entry.type))) or "nothing"
            story = "saga" if saga else "story"
            yield f"{entry.type} leaves its {story} hanging: it leads to {led}, and to no last word"
        if entry.opens_attempt and not _timed(catalogue, entry):
            yield f"{entry.type} opens an attempt that may never end: no timer of {entry.owner} ends it"


def _timed(catalogue: Catalogue, entry: Entry) -> bool:
    """Whether its own service ends what it began, should everybody else be away."""
    said = {
        event_type
        for part, reaction in catalogue.after(entry.type)
        if part.service == entry.owner and reaction.prompt.startswith(TIMER)
        for event_type in types(reaction.may_say)
    }
    return any(catalogue.events[event_type].terminal for event_type in said if event_type in catalogue.events)


def led_to(catalogue: Catalogue, event_type: str) -> set[str]:
    """What may be said because of an event, next."""
    return {said for _, reaction in catalogue.after(event_type) for said in types(reaction.may_say)}


def _reached(catalogue: Catalogue, event_type: str) -> set[str]:
    """The event, and all that may come of it."""
    reached, new = {event_type}, {event_type}
    while new:
        new = {said for each in new for said in led_to(catalogue, each)} - reached
        reached |= new
    return reached
