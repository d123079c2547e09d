"""The whole flow as a graph: prompts and events lead to reactions, and those to events."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from quadrille.choreography.catalogue import Catalogue, types
from quadrille.choreography.rows import lowered

Kind = Literal["prompt", "event", "reaction"]


@dataclass(frozen=True, slots=True)
class Node:
    """What is drawn; `service` is whose it is, and nobody's if it is a prompt. No two nodes have one `name`."""

    kind: Kind
    service: str
    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Edge:
    """From what leads on to where. It `may` only: a prompt may come after an event, whoever sees that or not."""

    source: Node
    target: Node
    may: bool = False


def edges(catalogue: Catalogue) -> Iterator[Edge]:
    """All there are, but those to services that only watch."""
    events = {entry.type: Node("event", entry.owner, entry.type, entry.type) for entry in catalogue.events.values()}
    for part, reaction in catalogue.reactions():
        if part.watches:
            continue
        label = f"{part.service}: {lowered(reaction.does)}"
        node = Node("reaction", part.service, f"{part.service}.{reaction.name}", label)
        if reaction.prompt:
            yield Edge(Node("prompt", "", reaction.prompt, reaction.prompt), node)
        for seen in types(reaction.after):
            yield Edge(events[seen], node, may=bool(reaction.prompt))
        for said in types(reaction.may_say):
            yield Edge(node, events[said])


def nodes(catalogue: Catalogue) -> list[Node]:
    """What the edges join, each once."""
    return list(dict.fromkeys(node for edge in edges(catalogue) for node in (edge.source, edge.target)))
