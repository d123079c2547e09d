"""A story for Mermaid: who asked, who said what, and whom it reached."""

from collections.abc import Iterator, Mapping
from typing import Any

from common.contracts import Event

from quadrille.choreography.catalogue import Catalogue
from quadrille.choreography.playing import Story, Turn


def sequence(catalogue: Catalogue, story: Story) -> Iterator[str]:
    """What nobody reacts to is drawn to those who watch; the rest reaches them too."""
    lines = [line for turn in story.turns for line in _turn(catalogue, story, turn)]
    yield "sequenceDiagram"
    for actor in dict.fromkeys(_asker(turn) for turn in story.turns if turn.reaction.prompt):
        yield f"  actor {actor}"
    met = {name for source, target, _ in lines for name in (source, target)}
    for part in catalogue.parts.values():
        if part.service in met:
            yield f"  participant {part.service}"
    for source, target, text in lines:
        if source == target:
            yield f"  Note over {target}: {text}"
        else:
            yield f"  {source}{'-)' if source in catalogue.parts else '->>'}{target}: {text}"


def _turn(catalogue: Catalogue, story: Story, turn: Turn) -> Iterator[tuple[str, str, str]]:
    """Events are drawn where they are said, those that were held up where they are seen."""
    if turn.seen is None:
        yield _asker(turn), turn.service, turn.reaction.prompt.partition(": ")[2] + _chosen(turn.choices)
    elif story.was_late(turn.seen, turn.service):
        yield turn.seen.owner, turn.service, turn.seen.type
    if not turn.said:
        yield turn.service, turn.service, "there is nothing left to do"
    for event in turn.said:
        for listener in _listeners(catalogue, event):
            if not story.was_late(event, listener):
                yield turn.service, listener, event.type


def _listeners(catalogue: Catalogue, event: Event) -> list[str]:
    """Who reacts to an event; whoever watches, if nobody does."""
    reacting = [part.service for part, _ in catalogue.seen_by(event.type)]
    watching = [part.service for part in catalogue.parts.values() if part.watches and type(event) in part.reads]
    return reacting or watching


def _asker(turn: Turn) -> str:
    return turn.reaction.prompt.partition(":")[0]


def _chosen(choices: Mapping[str, Any]) -> str:
    told = [f"no {name}" if value is None else f"{name} {value}" for name, value in choices.items()]
    return f" ({', '.join(told)})" if told else ""
