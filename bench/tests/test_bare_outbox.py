"""The bare pipeline is durable where Quadrille is: else it would be compared with something that promises less."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
from common.database import Database
from common.migrations import KERNEL, migrate
from common.settings import ServiceSettings
from common.testing.background import background

from bench.bare import payment
from bench.bare.events import placed
from bench.bare.outbox import Outbox
from bench.environment import ROOT
from bench.orders import body_of
from bench.tests.test_bare import USER, record_as_read


class Heard:
    """A producer that acknowledges everything at once, or nothing."""

    def __init__(self, *, acknowledges: bool = True) -> None:
        self.types: list[str] = []
        self._acknowledges = acknowledges

    async def send(self, topic: str, value: bytes, key: bytes, *, headers: Any) -> "asyncio.Future[None]":
        self.types.append(dict(headers)["ce_type"].decode())
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if self._acknowledges:
            future.set_result(None)
        return future


@pytest.fixture
async def connection(database: Database, scratch_settings: ServiceSettings) -> AsyncIterator[Any]:
    """Of the payment process, to a database with payment's tables."""
    await migrate(database, KERNEL, ROOT / "services" / "payment" / "migrations")
    at = scratch_settings
    connection = await asyncpg.connect(
        host=at.database_host, port=at.database_port, database=at.database_name,
        user=at.database_username, password=at.database_password,
    )  # fmt: skip
    yield connection
    await connection.close()


async def _work(connection: Any, producer: Any, *records: Any) -> None:
    outbox = Outbox(connection, producer, "payment", payment.write)
    async with background() as start:
        start(outbox.run(payment.SQL))
        for record in records:
            await outbox.put([record])
        await asyncio.sleep(0.05)


async def test_a_record_that_comes_twice_has_effects_once(connection: Any) -> None:
    record, heard = record_as_read(placed(body_of("tea-1"), USER)), Heard()

    await _work(connection, heard, record, record)

    assert heard.types == ["payment.completed"]
    assert await connection.fetchval("SELECT count(*) FROM ledger") == 2


async def test_what_was_stored_and_not_acknowledged_is_published_at_the_next_start(connection: Any) -> None:
    heard = Heard()
    await _work(connection, Heard(acknowledges=False), record_as_read(placed(body_of("tea-1"), USER)))

    await _work(connection, heard)

    assert heard.types == ["payment.completed"]
