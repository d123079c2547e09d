"""A running sandbox for each test, with a record of its own."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from pathlib import Path

import pytest
from payment_sandbox.testing import Sandbox, running_sandbox


@pytest.fixture
def data_file(tmp_path: Path) -> Path:
    return tmp_path / "provider" / "record.sqlite3"


@pytest.fixture
async def sandbox(data_file: Path) -> AsyncIterator[Sandbox]:
    async with running_sandbox(data_file, sandbox_slow_seconds=0.05) as running:
        yield running


@pytest.fixture
async def sandbox_that_holds(data_file: Path) -> AsyncIterator[Sandbox]:
    """What it holds, it holds longer than any test may run."""
    waits = {"sandbox_slow_seconds": 600, "sandbox_lost_seconds": 600, "sandbox_down_seconds": 600}
    async with running_sandbox(data_file, **waits) as running:
        yield running


@pytest.fixture
def attempted(data_file: Path) -> Callable[[str], Awaitable[None]]:
    """Returns once the record knows of a key's request, answered or not."""

    async def wait(key: str) -> None:
        with closing(sqlite3.connect(data_file)) as connection:
            while not connection.execute("SELECT 1 FROM request WHERE key = ?", (key,)).fetchone():
                await asyncio.sleep(0.01)

    return wait
