"""State machines for Mermaid: of each service in a saga, and of the saga as a watcher tells it."""

from collections.abc import Iterator

from common.contracts.protocol import Transition

from quadrille.choreography.catalogue import Catalogue, Entry
from quadrille.choreography.paths import PATHS, play


def machine(catalogue: Catalogue, service: str) -> Iterator[str]:
    """The states of a service; on each line the event that it says, and what it must have been told before."""
    steps = catalogue.steps(service)
    left = {step.source for _, step in steps}
    yield "stateDiagram-v2"
    for first in catalogue.beginnings(service):
        yield f"  [*] --> {first}"
    for entry, step in steps:
        yield f"  {step.source} --> {step.target} : {label(entry, step)}"
    for last in dict.fromkeys(step.target for entry, step in steps if entry.terminal or step.target not in left):
        yield f"  {last} --> [*]"


def label(entry: Entry, step: Transition) -> str:
    """`order.confirmed, after payment.completed`."""
    needs = f", after {' or '.join(step.needs)}" if step.needs else ""
    return f"{entry.type}{needs}{' of any attempt' if step.any_attempt else ''}"


def saga(catalogue: Catalogue) -> Iterator[str]:
    """How the status of a saga changes on the documented paths, as the service tells it that watches."""
    tells = next((part.tells for part in catalogue.parts.values() if part.tells), None)
    if tells is None:
        return
    moves: dict[tuple[str, str], dict[str, None]] = {}
    lasts: dict[str, None] = {}
    for path in PATHS:
        said = play(catalogue, path).said
        before = "[*]"
        for n, event in enumerate(said, start=1):
            after = str(tells(said[:n]))
            if after != before:
                moves.setdefault((before, after), {})[event.type] = None
            before = after
        lasts[before] = None
    yield "stateDiagram-v2"
    for (source, target), because in moves.items():
        yield f"  {source} --> {target} : {' or '.join(because)}"
    for last in lasts:
        yield f"  {last} --> [*]"
