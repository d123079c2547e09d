"""The payment service's parts on real PostgreSQL and the real payment sandbox, as its composition root joins them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID

import payment_service
import pytest
from common.batching import GroupCommit
from common.clock import now
from common.commands import Decider
from common.database import Database
from common.ids import new_id
from common.migrations import beside, migrate
from common.requests import Outcome, Request
from common.runtime import end
from common.settings import ServiceSettings
from payment_sandbox.testing import Sandbox, running_sandbox
from payment_service.app import payment_decider
from payment_service.commands import Command
from payment_service.providers.http import HttpProvider
from payment_service.settings import Settings
from payment_service.state import Payment
from payment_service.testing import ORDER
from payment_service.worker import Worker


@pytest.fixture
async def payments(database: Database) -> Database:
    """The payment service's database."""
    await migrate(database, beside(payment_service.__file__))
    return database


@pytest.fixture
def workers() -> list[Worker]:
    """Whom new jobs wake; a test that starts one puts it in."""
    return []


@pytest.fixture
def decider(scratch_settings: ServiceSettings, workers: list[Worker]) -> Decider[Command, Payment]:
    return payment_decider(Settings(**scratch_settings.model_dump()), workers)


@pytest.fixture
def tell(payments: Database, decider: Decider[Command, Payment]) -> Callable[..., Awaitable[list[Outcome[Payment]]]]:
    """Carries out commands on the payment of one order, together in one transaction."""

    async def carry_out(*commands: Command, order: UUID = ORDER, at: datetime | None = None) -> list[Outcome[Payment]]:
        async with payments.transaction() as tx:
            requests = [Request(new_id(), order, c, UUID(int=4), at or now()) for c in commands]
            return await decider.execute(tx, requests)

    return carry_out


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    """What it holds back, it holds longer than any test runs."""
    waits = {"sandbox_slow_seconds": 0.05, "sandbox_lost_seconds": 600, "sandbox_down_seconds": 600}
    async with running_sandbox(tmp_path / "provider.sqlite3", **waits) as running:
        yield running


@pytest.fixture
def kept(sandbox: Sandbox) -> Callable[[], Awaitable[tuple[int, str]]]:
    """How many charges the sandbox ever made, and how much money it keeps."""

    async def ask() -> tuple[int, str]:
        summary = (await sandbox.get("/v1/summary")).body
        assert summary["ordersChargedTwice"] == []
        return summary["charges"], summary["kept"]

    return ask


@pytest.fixture
def said(payments: Database) -> Callable[..., Awaitable[list[str]]]:
    """The types of an order's payment events, once nothing is left to be asked about it."""

    async def settled(order: UUID = ORDER) -> list[str]:
        while await payments.fetch("SELECT 1 FROM provider_job WHERE order_id = %s::uuid", (str(order),)):
            await asyncio.sleep(0.02)
        rows = await payments.fetch("SELECT type FROM events WHERE stream = %s::uuid ORDER BY version", (str(order),))
        return [kind for (kind,) in rows]

    return settled


@pytest.fixture
async def provider(sandbox: Sandbox) -> AsyncIterator[HttpProvider]:
    """An impatient client, whose circuits open soon and close soon."""
    client = HttpProvider(sandbox.url, timeout=1.5, threshold=3, circuit_seconds=0.2)
    yield client
    await client.close()


@pytest.fixture
async def work(
    payments: Database, decider: Decider[Command, Payment], workers: list[Worker]
) -> AsyncIterator[Callable[[HttpProvider], "asyncio.Task[None]"]]:
    """Starts a worker on a provider; the task is its process, so to say."""
    group = GroupCommit(payments, decider)
    running: list[asyncio.Task[None]] = [asyncio.create_task(group.run())]

    def start(provider: HttpProvider) -> "asyncio.Task[None]":
        workers.append(Worker(payments, group, provider, concurrency=8))
        running.append(asyncio.create_task(workers[-1].run()))
        return running[-1]

    yield start
    for task in reversed(running):
        await end(task)
