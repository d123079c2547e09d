"""How the choreography looks on a terminal: as a table, and one service or event with all there is to know."""

import json
from collections.abc import Iterable

from common.choreography import Part
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from quadrille.choreography.catalogue import Catalogue, Entry
from quadrille.choreography.drawing.machines import label
from quadrille.choreography.fields import Field, fields_of
from quadrille.choreography.rows import Row, row_of, rows

NONE = "none"


def saga(catalogue: Catalogue) -> Table:
    """A row for each reaction, in the order of a saga."""
    return _reactions(rows(catalogue))


def service(catalogue: Catalogue, part: Part) -> Group:
    """One service: its reactions, and its state machine, if it has any."""
    shown: list[RenderableType] = [_reactions([row_of(part, each) for each in part.reactions])]
    steps = catalogue.steps(part.service)
    if steps:
        machine = _table("from", "to", "by saying")
        for entry, step in steps:
            machine.add_row(*map(Text, (step.source, step.target, label(entry, step))))
        shown += ["", machine]
    return Group(*shown)


def event(catalogue: Catalogue, entry: Entry) -> Group:
    """One event: who says it and sees it, where it may come, its fields and an example."""
    facts = _table()
    said, seen = catalogue.said_by(entry.type), catalogue.after(entry.type)
    facts.add_row("event", Text(f"{entry.type}, schema version {entry.version}, on {entry.topic}"))
    facts.add_row("says", Text(entry.doc))
    facts.add_row("said by", _lines(_reaction(row_of(*each)) for each in said))
    facts.add_row("leads to", _lines(_reaction(row_of(*each)) for each in seen))
    facts.add_row(
        "watched by", _lines(p.service for p in catalogue.parts.values() if p.watches and entry.contract in p.reads)
    )
    facts.add_row(
        "moves", _lines(f"{step.source} to {step.target}: {label(entry, step)}" for step in entry.transitions)
    )
    facts.add_row("undone by", _lines(entry.undone_by or ()))
    facts.add_row("last word", "yes" if entry.terminal else "no")
    example = json.dumps(entry.example, indent=2, ensure_ascii=False)
    return Group(facts, "", _fields(fields_of(entry)), "", Text(example))


def _fields(fields: Iterable[Field]) -> Table:
    drawn = _table("field", "type", "may be missing")
    for field in fields:
        drawn.add_row(*map(Text, (field.name, field.type, "yes" if field.optional else "")))
    return drawn


def _reactions(shown: Iterable[Row]) -> Table:
    drawn = _table("seen", "service", "does", "says", "because")
    drawn.columns[0].ratio, drawn.columns[2].ratio, drawn.columns[4].ratio = 3, 3, 3
    for row in shown:
        drawn.add_row(*map(Text, (_seen(row), row.service, row.does, "\n".join(row.says), row.because)))
    return drawn


def _reaction(row: Row) -> str:
    return f"{row.service}, on {_seen(row)}: {row.does}".replace("\n", " ")


def _seen(row: Row) -> str:
    return row.seen if not row.asked or not row.after else f"{row.seen}\nafter {' or '.join(row.after)}"


def _lines(texts: Iterable[str]) -> Text:
    return Text("\n".join(texts) or NONE)


def _table(*columns: str) -> Table:
    """As it is: to rich, [brackets] in a string are markup, so that cells are texts."""
    return Table(*columns, show_header=bool(columns), show_lines=bool(columns))
