"""Flowcharts for Mermaid: the whole flow, and who talks with whom."""

from collections.abc import Iterator

from quadrille.choreography.catalogue import Catalogue
from quadrille.choreography.drawing.flow import Node, edges, nodes

SHAPES = {"prompt": '>"{}"]', "event": '(["{}"])', "reaction": '["{}"]'}


def flow(catalogue: Catalogue) -> Iterator[str]:
    """Events (round), reactions (square) and prompts (flags). A dotted line: may come after, being asked."""
    all_nodes = nodes(catalogue)
    ids = {node: f"n{n}" for n, node in enumerate(all_nodes)}
    yield "flowchart LR"
    for service in dict.fromkeys(node.service for node in all_nodes):
        if service:
            yield f"  subgraph {service}"
        for node in all_nodes:
            if node.service == service:
                yield f"    {ids[node]}{_shape(node)}"
        if service:
            yield "  end"
    for edge in edges(catalogue):
        yield f"  {ids[edge.source]} {'-.->' if edge.may else '-->'} {ids[edge.target]}"


def services(catalogue: Catalogue) -> Iterator[str]:
    """Services and the topics between them; on the lines, the events that are written or reacted to."""
    yield "flowchart LR"
    for part in catalogue.parts.values():
        yield f'  {part.service}["{part.service}"]'
    topics = dict.fromkeys(entry.topic for entry in catalogue.events.values())
    for topic in topics:
        yield f'  {_id(topic)}[/"{topic}"/]'
    for topic in topics:
        entries = [entry for entry in catalogue.events.values() if entry.topic == topic]
        for part in catalogue.parts.values():
            said = [entry.type for entry in entries if entry.contract in part.says]
            seen = [entry.type for entry in entries if entry.contract in part.reads]
            if said:
                yield f'  {part.service} -->|"{"<br/>".join(said)}"| {_id(topic)}'
            if seen:
                label = "all" if len(seen) == len(entries) and len(seen) > 1 else "<br/>".join(seen)
                yield f'  {_id(topic)} {"-.->" if part.watches else "-->"}|"{label}"| {part.service}'


def _shape(node: Node) -> str:
    label = node.label.removeprefix(f"{node.service}: ") if node.kind == "reaction" else node.label
    return SHAPES[node.kind].format(label.replace('"', "#quot;").replace("`", ""))


def _id(topic: str) -> str:
    return "topic_" + topic.replace(".", "_").replace("-", "_")
