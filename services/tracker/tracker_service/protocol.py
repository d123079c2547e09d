"""The protocol of the saga as one table, made of what the contracts say: which event may come where, and after what.

The service that opens attempts, the order's, has one state in a saga; every other has one for each attempt. Each moves
its own state only; what a step needs of the others is what must have been said before.
"""

from common.contracts import EVENTS
from common.contracts.protocol import Transition

State = str


def _one(found: set[str], what: str) -> str:
    if len(found) != 1:
        raise ValueError(f"{what}: there has to be one, and there are {', '.join(sorted(found)) or 'none'}")
    return found.pop()


OPENS = frozenset(event.type for event in EVENTS if event.opens_attempt)
FAILURES = frozenset(event.type for event in EVENTS if event.failure)
UNDOES = frozenset(compensation for event in EVENTS for compensation in event.undone_by or ())
LEADS = _one({event.owner for event in EVENTS if event.opens_attempt}, "services that open the attempts of a saga")

SAGA_EVENTS = tuple(event for event in EVENTS if event.transitions)
# What auth says is logged and traced, but is no part of a saga.
SAGA_SOURCES = tuple(dict.fromkeys(event.owner for event in SAGA_EVENTS))

# (who speaks, its state, what it says) -> the step
LEGAL: dict[tuple[str, State, str], Transition] = {
    (event.owner, step.source, event.type): step for event in SAGA_EVENTS for step in event.transitions
}


def _first_of(service: str) -> State:
    steps = [step for (owner, _, _), step in LEGAL.items() if owner == service]
    reached = {step.target for step in steps}
    return _one({step.source for step in steps} - reached, f"states in which {service} begins")


# The state of each service before it has said anything.
FIRST: dict[str, State] = {service: _first_of(service) for service in SAGA_SOURCES}
# What each service may still do in a state.
NEXT: dict[tuple[str, State], list[Transition]] = {
    (service, state): [step for (owner, source, _), step in LEGAL.items() if (owner, source) == (service, state)]
    for (service, _, _), each in LEGAL.items()
    for state in (each.source, each.target)
}
