"""One settled order's rows, multiplied: whatever rows it left in a database, with new ids and times long past."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from psycopg2.extensions import QuotedString, cursor

UUID = re.compile("[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
USERS = 10_000
PUBLISHED = "3"  # a transaction before any: what is inserted as its is behind every cursor
# Older than any is kept, and over as many days as one would sell so many in.
OLDEST_DAYS, DAYS = 60, 25

_TABLES = """
SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""
_COLUMNS = """
SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attidentity = '' ORDER BY attnum
"""


@dataclass(frozen=True)
class Left:
    """A row that an order left in a table: its columns with their types, and its values as text."""

    table: str
    columns: Sequence[tuple[str, str]]
    values: Sequence[str | None]


def left_by(statements: cursor, ids: Iterable[str]) -> list[Left]:
    """Every row of a database that names one of `ids`."""
    found, pattern = [], "|".join(ids)
    statements.execute(_TABLES)
    for (table,) in statements.fetchall():
        statements.execute(_COLUMNS, (table,))
        columns = statements.fetchall()
        texts = ", ".join(f'"{name}"::text' for name, _ in columns)
        statements.execute(f"SELECT {texts} FROM {table} WHERE {table}::text ~ %s", (pattern,))
        found += [Left(table, columns, row) for row in statements.fetchall()]
    return found


def names_in(rows: Iterable[Left], user: str) -> dict[str, str]:
    """An SQL expression for each UUID in the rows, of the order's number `n` and the millisecond `ms`: a UUID v7."""
    found = {uuid for row in rows for value in row.values if value for uuid in UUID.findall(value)}
    names = {
        uuid: f"(lpad(to_hex(ms), 12, '0') || '7{kind:03x}8' || lpad(to_hex(n), 15, '0'))::uuid"
        for kind, uuid in enumerate(sorted(found))
    }
    return {**names, user: f"('00000000000070008000' || lpad(to_hex(mod(n, {USERS})), 12, '0'))::uuid"}


def insert(row: Left, names: Mapping[str, str], total: int) -> str:
    """A statement that inserts the row for the orders from %(first)s to %(last)s, of `total`."""
    columns = ", ".join(f'"{name}"' for name, _ in row.columns)
    values = ", ".join(_value(row, at, names) for at in range(len(row.columns)))
    return f"""
        INSERT INTO {row.table} ({columns}) SELECT {values} FROM (
            SELECT n, at, floor(extract(epoch FROM at) * 1000)::bigint AS ms FROM (
                SELECT n, now() - interval '{OLDEST_DAYS} days' + n * (interval '{DAYS} days' / {total}) AS at
                FROM generate_series(%(first)s, %(last)s) AS n
            ) AS moments
        ) AS orders
    """


def _value(row: Left, at: int, names: Mapping[str, str]) -> str:
    (name, kind), text = row.columns[at], row.values[at]
    if text is None:
        return "NULL"
    if (row.table, name) == ("events", "tx"):
        text = PUBLISHED
    if kind == "timestamp with time zone":
        return "at"
    if text in names:
        return names[text]
    value = QuotedString(text).getquoted().decode().replace("%", "%%")
    for uuid in set(UUID.findall(text)):
        value = f"replace({value}, '{uuid}', {names[uuid]}::text)"
    return f"{value}::{kind}"
