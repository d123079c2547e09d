"""Each payment method does what the table says."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp
import pytest
from payment_sandbox.testing import Sandbox, running_sandbox

Attempted = Callable[[str], Awaitable[None]]


@pytest.mark.parametrize("payment_method", ["card_declined", "card_insufficient_funds"])
async def test_a_declined_card_is_answered_402_each_time(sandbox: Sandbox, payment_method: str) -> None:
    first, second = await sandbox.charge("key", payment_method), await sandbox.charge("key", payment_method)

    assert (first.status, first.body["code"], first.replayed) == (402, payment_method, False)
    assert (second.status, second.body, second.replayed) == (402, first.body, True)
    assert (await sandbox.get("/v1/summary")).body["charges"] == 0


async def test_an_unknown_payment_method_is_refused(sandbox: Sandbox) -> None:
    reply = await sandbox.charge("key", "card_unheard_of")

    assert (reply.status, reply.body["code"]) == (422, "UNKNOWN_PAYMENT_METHOD")


async def test_a_flaky_card_fails_twice_a_key_and_then_works(sandbox: Sandbox) -> None:
    replies = [await sandbox.charge("key", "card_flaky") for _ in range(4)]

    assert [reply.status for reply in replies] == [503, 503, 201, 201]
    assert replies[0].body["code"] == "PROVIDER_UNAVAILABLE"
    assert replies[3].replayed
    assert (await sandbox.charge("other-key", "card_flaky")).status == 503


async def test_a_slow_card_is_charged_even_if_the_caller_does_not_wait(sandbox: Sandbox, attempted: Attempted) -> None:
    impatient = asyncio.create_task(sandbox.charge("key", "card_slow"))
    await attempted("key")
    impatient.cancel()

    while not (await sandbox.get("/v1/charges")).body["items"]:
        await asyncio.sleep(0.01)


async def test_a_lost_answer_is_a_charge_and_a_dropped_connection(data_file: Path) -> None:
    async with running_sandbox(data_file, sandbox_lost_seconds=0.0) as sandbox:
        with pytest.raises(aiohttp.ClientConnectionError):
            await sandbox.charge("key", "card_timeout")
        second = await sandbox.charge("key", "card_timeout")

        assert (second.status, second.replayed) == (201, True)
        assert (await sandbox.get("/v1/summary")).body["charges"] == 1


async def test_a_lost_answer_is_replayed_while_the_first_request_is_still_held(
    sandbox_that_holds: Sandbox,
) -> None:
    first = asyncio.create_task(sandbox_that_holds.charge("key", "card_timeout"))
    while not (await sandbox_that_holds.get("/v1/charges")).body["items"]:
        await asyncio.sleep(0.01)
    second = await sandbox_that_holds.charge("key", "card_timeout")

    assert (second.status, second.replayed, first.done()) == (201, True, False)
    first.cancel()


async def test_a_refund_of_a_refund_flaky_card_fails_twice_a_key_and_then_works(sandbox: Sandbox) -> None:
    charge = await sandbox.charge("key", "card_refund_flaky")
    replies = [await sandbox.refund("refund-key", charge.body["id"]) for _ in range(4)]

    assert [reply.status for reply in replies] == [503, 503, 201, 201]
    assert (await sandbox.get("/v1/summary")).body["refunded"] == "12.50"


async def test_a_void_that_must_refund_a_refund_flaky_card_fails_twice_too(sandbox: Sandbox) -> None:
    await sandbox.charge("key", "card_refund_flaky")

    assert [(await sandbox.void("key")).status for _ in range(4)] == [503, 503, 200, 200]
    assert (await sandbox.void("never-charged")).status == 200


async def test_a_provider_that_is_down_drops_the_connection_and_charges_nothing(data_file: Path) -> None:
    async with running_sandbox(data_file, sandbox_down_seconds=0.0) as sandbox:
        for _ in range(3):
            with pytest.raises(aiohttp.ClientConnectionError):
                await sandbox.charge("key", "provider_down")

        assert (await sandbox.get("/v1/summary")).body["charges"] == 0


@pytest.mark.parametrize("payment_method", ["card_slow", "card_timeout", "provider_down"])
async def test_a_held_request_is_dropped_when_the_sandbox_stops(
    data_file: Path, attempted: Attempted, payment_method: str
) -> None:
    waits = {"sandbox_slow_seconds": 600, "sandbox_lost_seconds": 600, "sandbox_down_seconds": 600}
    async with running_sandbox(data_file, **waits) as sandbox:
        held = asyncio.create_task(sandbox.charge("key", payment_method))
        await attempted("key")

    with pytest.raises(aiohttp.ClientConnectionError):
        await held
