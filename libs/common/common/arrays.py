"""Whole columns as one literal: psycopg2 writes a list as one expression an element, each of which costs both sides.

An array literal is text that PostgreSQL reads in one go, by the input function of the array's type.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

_Write = Callable[[Any], str]


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


# What no value of these types can have: braces, commas, quotes, or NULL for a name.
_WRITES: Mapping[str, _Write] = {
    "uuid[]": str,
    "int[]": str,
    "smallint[]": str,
    "bigint[]": str,
    "numeric[]": str,
    "timestamptz[]": datetime.isoformat,
    "text[]": _quoted,
}


def bound(types: Sequence[str], values: Iterable[Any]) -> list[Any]:
    """Parameters of a statement that declares their `types`, lists among them as array literals where that is cheaper.

    JSON is left to psycopg2, for its quotes would have to be escaped twice.
    """
    return [
        _literal(value, _WRITES[kind]) if isinstance(value, list) and kind in _WRITES else value
        for kind, value in zip(types, values, strict=True)
    ]


def _literal(values: list[Any], write: _Write) -> str:
    return "{" + ",".join(["NULL" if value is None else write(value) for value in values]) + "}"
