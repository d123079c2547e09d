"""Tables of reactions and events in Markdown."""

from collections.abc import Iterator

from quadrille.choreography.catalogue import Catalogue, Entry
from quadrille.choreography.rows import rows


def reactions(catalogue: Catalogue) -> Iterator[str]:
    """A line for each reaction, in the order of a saga."""
    yield _line("service", "on", "does", "may say", "because")
    yield _line(*["---"] * 5)
    for row in rows(catalogue):
        after = f", after {' or '.join(row.after)}" if row.asked and row.after else ""
        yield _line(row.service, row.seen + after, row.does, ", ".join(row.says), row.because)


def events(catalogue: Catalogue) -> Iterator[str]:
    """A line for each event."""
    yield _line("type", "version", "topic", "says", "undone by", "last word")
    yield _line(*["---"] * 6)
    for entry in catalogue.events.values():
        schema = f"schemas/{entry.type}.v{entry.version}.json"
        undone = ", ".join(entry.undone_by or ())
        yield _line(f"[{entry.type}]({schema})", str(entry.version), entry.topic, entry.doc, undone, _last(entry))


def _last(entry: Entry) -> str:
    return "yes" if entry.terminal else ""


def _line(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
