"""A worker that dies between the provider's answer and its record: whoever has the lease next asks the same."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from common.database import Database
from common.requests import Outcome
from common.runtime import end
from payment_sandbox.testing import Sandbox
from payment_service.commands import Verdict
from payment_service.providers import Sum
from payment_service.providers.http import HttpProvider
from payment_service.state import Payment
from payment_service.testing import cancel, charge

Tell = Callable[..., Awaitable[list[Outcome[Payment]]]]
Work = Callable[[HttpProvider], "asyncio.Task[None]"]
Said = Callable[..., Awaitable[list[str]]]
Kept = Callable[[], Awaitable[tuple[int, str]]]
CHARGED = ["payment.requested", "payment.completed"]


async def lapse(payments: Database) -> None:
    """Let every lease lapse now, as those of a dead worker do in time."""
    async with payments.transaction() as tx:
        await tx.execute("UPDATE provider_job SET due_at = now()")


class Dying(HttpProvider):
    """A client whose process dies between the provider's answer and its record."""

    answered: asyncio.Event

    async def charge(self, what: Sum) -> Verdict | None:
        await super().charge(what)
        self.answered.set()
        return await asyncio.Future()


@pytest.fixture
async def dying(sandbox: Sandbox) -> AsyncIterator[Dying]:
    client = Dying(sandbox.url, timeout=1.5, threshold=3, circuit_seconds=0.2)
    client.answered = asyncio.Event()
    yield client
    await client.close()


async def test_a_worker_that_dies_before_it_records_the_answer_is_resumed_with_the_same_key(
    payments: Database, tell: Tell, work: Work, dying: Dying, provider: HttpProvider, said: Said, kept: Kept
) -> None:
    process = work(dying)
    await tell(charge())
    await dying.answered.wait()
    await end(process)
    assert await kept() == (1, "12.50")
    await lapse(payments)
    work(provider)
    assert await said() == CHARGED
    assert await kept() == (1, "12.50")


async def test_an_order_cancelled_while_its_worker_lies_dead_gets_its_money_back(
    payments: Database, tell: Tell, work: Work, dying: Dying, provider: HttpProvider, said: Said, kept: Kept
) -> None:
    process = work(dying)
    await tell(charge())
    await dying.answered.wait()
    await end(process)
    await tell(cancel())
    work(provider)
    endings = ["payment.requested", "payment.void_requested", "payment.completed", "payment.refunded"]
    assert await said() == endings
    assert await kept() == (1, "0.00")
