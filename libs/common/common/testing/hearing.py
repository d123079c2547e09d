"""Playing a service's pure rules: events are heard one after the other, and what is said about them comes back."""

from common.choreography import Part
from common.contracts import Event


def answers(part: Part, *heard: Event) -> list[Event]:
    """What a service says, in order, when it hears these; they are of one order. `part` has to have rules."""
    assert part.decides is not None, f"{part.service} has no rules to play"
    rules = part.decides
    state, said = rules.initial, list[Event]()
    for event in heard:
        command = rules.command(event)
        for answer in [] if command is None else rules.decide(command, state):
            state = rules.evolve(state, answer)
            said.append(answer)
    return said
