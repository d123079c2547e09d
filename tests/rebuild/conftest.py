"""The tracker's own tables, and rebuilding them as an operator does."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path

import pytest
from common.database import Database
from common.settings import ServiceSettings

from conftest import OFFSET

Dump = Callable[[Sequence[str]], Awaitable[list[str]]]
Command = Callable[..., Awaitable[Process]]


@pytest.fixture
async def tables(stack_home: Path) -> AsyncIterator[Database]:
    """The tracker's database."""
    settings = ServiceSettings(
        database_port=5432 + OFFSET,
        database_name="tracker",
        database_username="tracker",
        database_password=json.loads((stack_home / "secrets.json").read_text())["tracker"],
    )
    database = await Database.connect(settings.dsn, 2)
    yield database
    await database.close()


@pytest.fixture
def dump(tables: Database) -> Dump:
    """Every byte of the rows of some sagas and their steps."""

    async def dump(ids: Sequence[str]) -> list[str]:
        rows = await tables.fetch(
            "SELECT saga::text FROM saga WHERE saga_id = ANY(%(ids)s::uuid[])"
            " UNION ALL SELECT saga_step::text FROM saga_step WHERE saga_id = ANY(%(ids)s::uuid[]) ORDER BY 1",
            {"ids": list(ids)},
        )
        return [row for (row,) in rows]

    return dump


@pytest.fixture
def command(stack_home: Path) -> Command:
    """Starts `python -m MODULE ARGUMENTS` for the stack of the tests."""

    async def start(module: str, *arguments: str) -> Process:
        ours = {"QUADRILLE_STACK_DIR": str(stack_home), "QUADRILLE_PORT_OFFSET": str(OFFSET)}
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", module, *arguments), env={**os.environ, **ours}, stdout=PIPE, stderr=PIPE
        )

    return start


@pytest.fixture
def rebuild(command: Command) -> Callable[[], Awaitable[str]]:
    """Runs `quadrille rebuild tracker` to its end; gives what it says last."""

    async def rebuild() -> str:
        process = await command("quadrille", "rebuild", "tracker")
        said, complaints = await process.communicate()
        assert process.returncode == 0, said + complaints
        return said.decode().splitlines()[-1]

    return rebuild
