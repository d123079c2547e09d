"""A void wins, whatever charge is on its way."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from payment_sandbox.testing import Sandbox, running_sandbox

Attempted = Callable[[str], Awaitable[None]]


async def test_a_void_wins_against_a_slow_charge_in_flight(data_file: Path, attempted: Attempted) -> None:
    async with running_sandbox(data_file, sandbox_slow_seconds=1.0) as sandbox:
        slow = asyncio.create_task(sandbox.charge("key", "card_slow"))
        await attempted("key")
        void = await sandbox.void("key")
        charge = await slow

        assert void.body["charged"] is False
        assert (charge.status, charge.body["code"]) == (409, "KEY_VOIDED")
        assert (await sandbox.get("/v1/summary")).body["charges"] == 0


async def test_a_void_refunds_a_charge_whose_answer_was_lost(sandbox_that_holds: Sandbox, attempted: Attempted) -> None:
    lost = asyncio.create_task(sandbox_that_holds.charge("key", "card_timeout"))
    await attempted("key")
    void = await sandbox_that_holds.void("key")

    assert (void.body["charged"], void.body["refund"]["amount"]) == (True, "12.50")
    assert await _kept(sandbox_that_holds) == "0.00"
    lost.cancel()


async def test_a_void_answers_while_the_provider_is_down_for_charges(
    sandbox_that_holds: Sandbox, attempted: Attempted
) -> None:
    held = asyncio.create_task(sandbox_that_holds.charge("key", "provider_down"))
    await attempted("key")

    assert (await sandbox_that_holds.void("key")).body["charged"] is False
    held.cancel()


async def test_a_void_and_a_charge_at_once_leave_nothing_kept(sandbox: Sandbox) -> None:
    keys = [f"key-{number}" for number in range(50)]
    await asyncio.gather(*(call(key) for key in keys for call in (sandbox.charge, sandbox.void)))

    assert await _kept(sandbox) == "0.00"


async def _kept(sandbox: Sandbox) -> object:
    return (await sandbox.get("/v1/summary")).body["kept"]
