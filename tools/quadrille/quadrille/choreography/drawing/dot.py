"""The whole flow for Graphviz."""

import json
from collections.abc import Iterator

from quadrille.choreography.catalogue import Catalogue
from quadrille.choreography.drawing.flow import edges, nodes

SHAPES = {"prompt": "cds", "event": "oval", "reaction": "box"}


def flow(catalogue: Catalogue) -> Iterator[str]:
    """Events (round), reactions (square) and prompts. A dotted line: may come after, being asked."""
    yield "digraph choreography {"
    yield "  rankdir=LR"
    for node in nodes(catalogue):
        yield f"  {_quoted(node.name)} [shape={SHAPES[node.kind]}, label={_quoted(node.label)}]"
    for edge in edges(catalogue):
        dotted = " [style=dotted]" if edge.may else ""
        yield f"  {_quoted(edge.source.name)} -> {_quoted(edge.target.name)}{dotted}"
    yield "}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
