"""The choreography line by line, as tables show it: what is seen, who then does what, says what, and why."""

from collections.abc import Iterable
from dataclasses import dataclass

from common.choreography import Part, Reaction

from quadrille.choreography.catalogue import Catalogue, types


@dataclass(frozen=True, slots=True)
class Row:
    """One reaction. `seen` is what it is to, in words: events, or if it is `asked` who asks what.

    `after` are the events; one that is asked may come after these only, if there are any.
    """

    seen: str
    asked: bool
    after: tuple[str, ...]
    service: str
    does: str
    says: tuple[str, ...]
    because: str


def rows(catalogue: Catalogue) -> list[Row]:
    """All reactions in the order of a saga; those who only watch come last, in one line each."""
    place = {name: n for n, name in enumerate(_in_order(catalogue))}
    leading = [row_of(part, each) for part, each in catalogue.reactions() if not part.watches]
    leading.sort(key=lambda row: (min((place.get(each, len(place)) for each in row.after), default=-1), row.asked))
    watching = [row_of(part, each) for part, each in catalogue.reactions() if part.watches]
    return leading + watching


def row_of(part: Part, reaction: Reaction) -> Row:
    """The line of a reaction."""
    return Row(
        seen=reaction.prompt or ("every event" if part.watches else " or ".join(types(reaction.after))),
        asked=bool(reaction.prompt),
        after=types(reaction.after),
        service=part.service,
        does=lowered(reaction.does),
        says=types(reaction.may_say),
        because=reaction.because,
    )


def lowered(text: str) -> str:
    """As it stands within a sentence."""
    return text[:1].lower() + text[1:]


def _in_order(catalogue: Catalogue) -> Iterable[str]:
    """Event types as a saga may come to them: what needs nothing first, then what may be said because of it."""
    found = dict.fromkeys(said for _, each in catalogue.reactions() if not each.after for said in types(each.may_say))
    waiting = list(found)
    while waiting:
        for _, reaction in sorted(catalogue.after(waiting.pop(0)), key=lambda each: bool(each[1].prompt)):
            new = [each for each in types(reaction.may_say) if each not in found]
            found.update(dict.fromkeys(new))
            waiting += new
    return found
