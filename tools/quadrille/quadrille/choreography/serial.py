"""The choreography as lines of JSON, for other programs."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from common.choreography import Part

from quadrille.choreography.catalogue import Catalogue, Entry
from quadrille.choreography.fields import fields_of
from quadrille.choreography.rows import Row, row_of, rows


def saga(catalogue: Catalogue) -> Iterator[str]:
    """A line for each reaction."""
    return (_line(_row(row)) for row in rows(catalogue))


def service(catalogue: Catalogue, part: Part) -> str:
    """One line for a service."""
    return _line(
        {
            "service": part.service,
            "watches": part.watches,
            "reactions": _rows(row_of(part, each) for each in part.reactions),
            "steps": [{"says": entry.type, **asdict(step)} for entry, step in catalogue.steps(part.service)],
        }
    )


def event(catalogue: Catalogue, entry: Entry) -> str:
    """One line for an event."""
    return _line(
        {
            "type": entry.type,
            "version": entry.version,
            "topic": entry.topic,
            "doc": entry.doc,
            "saidBy": _rows(row_of(*each) for each in catalogue.said_by(entry.type)),
            "leadsTo": _rows(row_of(*each) for each in catalogue.after(entry.type)),
            "steps": [asdict(step) for step in entry.transitions],
            "undoneBy": entry.undone_by,
            "terminal": entry.terminal,
            "fields": [asdict(each) for each in fields_of(entry)],
            "example": entry.example,
        }
    )


def _rows(shown: Iterable[Row]) -> list[dict[str, Any]]:
    return [_row(row) for row in shown]


def _row(row: Row) -> dict[str, Any]:
    return {name: value for name, value in asdict(row).items() if name != "asked"}


def _line(told: Any) -> str:
    return json.dumps(told, ensure_ascii=False)
