"""A brand-new database for one test, on a real server, dropped after it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiopg

from common.ids import new_id
from common.settings import ServiceSettings


@asynccontextmanager
async def scratch_database(server: ServiceSettings) -> AsyncIterator[ServiceSettings]:
    """Settings like `server`, whose user may create databases, with an empty database of their own."""
    name = f"scratch_{new_id().hex}"
    await _administer(server, f"CREATE DATABASE {name}")
    try:
        yield server.model_copy(update={"database_name": name})
    finally:
        await _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


async def _administer(server: ServiceSettings, statement: str) -> None:
    connection = await aiopg.connect(server.dsn, enable_hstore=False, enable_json=False)
    try:
        async with connection.cursor() as cursor:
            await cursor.execute(statement)
    finally:
        await connection.close()
