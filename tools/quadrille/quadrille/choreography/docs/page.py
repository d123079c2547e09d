"""docs/choreography.md: the saga for people to read, drawn by Mermaid and told in tables."""

from collections.abc import Iterable, Iterator

from quadrille.choreography.catalogue import Catalogue
from quadrille.choreography.docs.tables import events, reactions
from quadrille.choreography.drawing import machines, mermaid, sequences
from quadrille.choreography.paths import PATHS, play

INTRO = """
Nobody conducts: each service reads topics, reacts to events by its own rules, and says what it did in its own events.
All of that is declared beside the code that does it: an event in its contract, a reaction where it is written. This
page is made of those declarations, and the diagrams of paths by letting the services' own rules play them.
`quadrille choreography` shows the same in a terminal, one service or one event at a time, and
`quadrille choreography check` says what does not fit together. For machines: [AsyncAPI](asyncapi.yaml),
[JSON Schemas](schemas), Kafka's [topics](kafka/topics.yaml) and [who may do what with them](kafka/acls.yaml).
"""
WHOLE = """
Round are events, square what a service does, flags are those outside who ask: clients, timers, the provider. A dotted
line: this may be asked after that. The services that only watch are left out.
"""
PATHS_INTRO = """
An open arrow is an event on a topic, a filled one a prompt from outside. Events to which nobody reacts are drawn to the
service that watches, which sees all others too.
"""
MACHINES = """
Each line is an event that the service says; "after" names what must have been said before, of the same attempt. The
tracker holds every saga against these steps, and records whatever does not fit as a violation.
"""
SAGA = "The status by which the tracker tells a saga, as it changes on the paths above."


def page(catalogue: Catalogue) -> str:
    """The whole page, but for its first line."""
    return "\n".join([*_head(catalogue), *_paths(catalogue), *_machines(catalogue), *_tables(catalogue)]) + "\n"


def _head(catalogue: Catalogue) -> Iterator[str]:
    yield "# The choreography"
    yield INTRO.strip()
    yield from ("", "## Services and topics", *_diagram(mermaid.services(catalogue)))
    yield from ("", "## The whole flow", WHOLE.strip(), *_diagram(mermaid.flow(catalogue)))


def _paths(catalogue: Catalogue) -> Iterator[str]:
    yield from ("", "## Paths of the saga", PATHS_INTRO.strip())
    for path in PATHS:
        yield from ("", f"### {path.title}", path.when)
        yield from _diagram(sequences.sequence(catalogue, play(catalogue, path)))


def _machines(catalogue: Catalogue) -> Iterator[str]:
    yield from ("", "## Where a saga may be", MACHINES.strip())
    for service in catalogue.movers():
        yield from ("", f"### {service.capitalize()}", *_diagram(machines.machine(catalogue, service)))
    if told := list(machines.saga(catalogue)):
        yield from ("", "### Saga", SAGA, *_diagram(told))


def _tables(catalogue: Catalogue) -> Iterator[str]:
    yield from ("", "## Reactions", *reactions(catalogue))
    yield from ("", "## Events", *events(catalogue))


def _diagram(lines: Iterable[str]) -> Iterator[str]:
    yield from ("```mermaid", *lines, "```")
