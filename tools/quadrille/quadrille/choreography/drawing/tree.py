"""The whole flow as an indented tree, from whatever begins it to the last words."""

from collections.abc import Iterator

from common.choreography import Part, Reaction

from quadrille.choreography.catalogue import Catalogue, types
from quadrille.choreography.rows import lowered

STEP = "  "


def flow(catalogue: Catalogue) -> Iterator[str]:
    """Every prompt that begins something; what comes of an event is told where that is met first."""
    told: set[str] = set()
    for part, reaction in catalogue.reactions():
        if not reaction.after:
            yield from _reaction(catalogue, part, reaction, "", told)


def _reaction(catalogue: Catalogue, part: Part, reaction: Reaction, indent: str, told: set[str]) -> Iterator[str]:
    asked = f"{reaction.prompt} → " if reaction.prompt else ""
    yield f"{indent}{asked}{part.service}: {lowered(reaction.does)}"
    for said in types(reaction.may_say):
        again = said in told
        told.add(said)
        last = " (a last word)" if catalogue.events[said].terminal else ""
        yield f"{indent}{STEP}{said}{last}{' …' if again and catalogue.after(said) else ''}"
        if not again:
            for reader, next_one in sorted(catalogue.after(said), key=lambda each: bool(each[1].prompt)):
                yield from _reaction(catalogue, reader, next_one, indent + STEP * 2, told)
