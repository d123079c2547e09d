"""Columns that went out as array literals come back as they were."""

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from common.database import Database
from common.prepared import Prepared

COLUMNS: dict[str, list[Any]] = {
    "uuid[]": [UUID(int=7), None],
    "int[]": [0, -3, None, 2**31 - 1],
    "smallint[]": [1, None],
    "bigint[]": [2**63 - 1, None],
    "numeric[]": [Decimal("10.50"), Decimal("1E+3"), Decimal("-0.00000001"), None],
    "timestamptz[]": [datetime(2026, 2, 3, 4, 5, 6, 7, tzinfo=timezone(timedelta(hours=9))), None],
    "text[]": ["", "NULL", None, "null", 'a"b', "a\\b", '\\"', "{a,b}", " a ", "'", "ü\n\t", "%s"],
    "jsonb[]": ['{"a": "b\\"\\\\c"}', None],
}


@pytest.mark.parametrize("kind", COLUMNS)
async def test_a_column_comes_back_as_it_was(database: Database, kind: str) -> None:
    sent = [str(value) if isinstance(value, UUID) else value for value in COLUMNS[kind]]
    select = Prepared(f"SELECT * FROM unnest(%s::{kind}) AS sent (value)")
    read = "SELECT value::text FROM (%s) AS sent" % (select % "%s") if kind == "jsonb[]" else None
    for _ in range(2):  # as it is, and prepared
        async with database.transaction() as tx:
            found = [value for (value,) in await tx.fetch(Prepared(read) if read else select, (sent,))]
        assert found == COLUMNS[kind]


async def test_no_value_is_a_column_too(database: Database) -> None:
    async with database.transaction() as tx:
        assert await tx.fetch(Prepared("SELECT * FROM unnest(%s::uuid[])"), ([],)) == []


async def test_what_is_no_list_stays_as_it_is(database: Database) -> None:
    async with database.transaction() as tx:
        assert await tx.fetch(Prepared("SELECT %s::text, %s::int"), ("{a}", 3)) == [("{a}", 3)]
