"""That the contracts of a saga make state machines: what who watches needs to be able to judge by them."""

from collections.abc import Iterator

from quadrille.choreography.catalogue import Catalogue, Entry


def ill_formed(catalogue: Catalogue) -> Iterator[str]:
    """What is no state machine, each in a sentence."""
    yield from _one_leads(catalogue)
    movers = catalogue.movers()
    for service in movers:
        yield from _machine(catalogue, service)
    for entry in catalogue.events.values():
        if entry.transitions:
            yield from _fields(catalogue, entry)
    for entry in catalogue.events.values():
        if entry.owner in movers and not entry.transitions:
            yield f"{entry.type} has no place in the saga, as all else that {entry.owner} says: it has no transitions"


def _one_leads(catalogue: Catalogue) -> Iterator[str]:
    leading = list(dict.fromkeys(entry.owner for entry in catalogue.events.values() if entry.opens_attempt))
    if len(leading) != 1:
        yield f"one service has to open the attempts of a saga, and {' and '.join(leading) or 'none'} does"


def _machine(catalogue: Catalogue, service: str) -> Iterator[str]:
    first = catalogue.beginnings(service)
    if len(first) != 1:
        found = " and ".join(first) or "none"
        yield f"{service} has to have one state in which it begins, from but not to which it goes, and has {found}"
    known = [(step.source, entry.type) for entry, step in catalogue.steps(service)]
    for source, event_type in dict.fromkeys(each for each in known if known.count(each) > 1):
        yield f"{event_type} goes from {source} to more than one state"


def _fields(catalogue: Catalogue, entry: Entry) -> Iterator[str]:
    """Whoever watches takes an event without an attempt for one about the first."""
    fields = entry.contract.model_fields
    if "order_id" not in fields:
        yield f"{entry.type} moves a saga, but does not name its order"
    first = catalogue.beginnings(entry.owner)
    begins = entry.opens_attempt and all(step.source in first for step in entry.transitions)
    if "attempt" not in fields and not begins:
        yield f"{entry.type} moves a saga, but does not name the attempt that it is about"
