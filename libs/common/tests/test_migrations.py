"""Migrations: once, in order, whoever starts first."""

import asyncio
from pathlib import Path

from common.database import Database
from common.migrations import migrate


async def test_a_file_is_applied_once_though_replicas_start_together(database: Database, tmp_path: Path) -> None:
    (tmp_path / "0002_second.sql").write_text("INSERT INTO steps VALUES ('second')")
    (tmp_path / "0001_first.sql").write_text(
        "SELECT pg_sleep(0.3); CREATE TABLE steps (name text); INSERT INTO steps VALUES ('first')"
    )
    applied = await asyncio.gather(*(migrate(database, tmp_path) for _ in range(4)))
    assert sorted(len(names) for names in applied) == [0, 0, 0, 2]
    assert await database.fetch("SELECT name FROM steps") == [("first",), ("second",)]
