"""Statements that are run again and again: each connection parses and plans them once, after their first use.

Planning an INSERT of twelve columns takes PostgreSQL as long as carrying it out for one row. psycopg2 sends parameters
as text, so it is done in SQL, by PREPARE and EXECUTE.
"""

import re
from typing import Any
from weakref import WeakKeyDictionary

_PARAMETER = re.compile(r"%s::(\w+(?:\[\])?)")

_known: "WeakKeyDictionary[Any, set[Prepared]]" = WeakKeyDictionary()


class Prepared(str):
    """SQL worth preparing. Each of its parameters, which are positional, is written with its type: `%s::uuid[]`."""

    __slots__ = ("execute", "prepare", "types")

    def __init__(self, sql: str) -> None:
        self.types = types = _PARAMETER.findall(sql)
        name = f"p_{hash(sql) & 0xFFFFFFFFFFFFFFFF:x}"
        numbers = iter(range(1, len(types) + 1))
        body = _PARAMETER.sub(lambda _: f"${next(numbers)}", sql)
        self.prepare = f"PREPARE {name} ({', '.join(types)}) AS {body}"
        self.execute = f"EXECUTE {name} ({', '.join(f'%s::{each}' for each in types)})"


def is_known(connection: Any, sql: Prepared) -> bool:
    """Whether a psycopg2 connection has it prepared."""
    return sql in _known.get(connection, ())


def note(connection: Any, sql: Prepared) -> None:
    """A psycopg2 connection has it prepared now."""
    _known.setdefault(connection, set()).add(sql)
