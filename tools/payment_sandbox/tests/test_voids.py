"""After a void nothing is kept under its key, and asking again changes nothing."""

import asyncio

import pytest
from payment_sandbox.testing import Sandbox


async def test_a_void_of_a_key_never_seen_refuses_the_charge_to_come(sandbox: Sandbox) -> None:
    void = await sandbox.void("key")
    charge = await sandbox.charge("key")

    assert (void.status, void.body) == (
        200,
        {"key": "key", "charged": False, "charge": None, "refund": None},
    )
    assert (charge.status, charge.body["code"]) == (409, "KEY_VOIDED")
    assert await _kept(sandbox) == "0.00"


async def test_a_void_refunds_the_charge_in_full(sandbox: Sandbox) -> None:
    charge = await sandbox.charge("key")
    void = await sandbox.void("key")

    assert void.body["charged"] is True
    assert void.body["charge"] == {"id": charge.body["id"], "amount": "12.50", "currency": "EUR"}
    assert void.body["refund"]["amount"] == "12.50"
    [refund] = (await sandbox.get("/v1/refunds", orderId="order-1")).body["items"]
    assert (refund["id"], refund["chargeId"]) == (void.body["refund"]["id"], charge.body["id"])
    assert await _kept(sandbox) == "0.00"


@pytest.mark.parametrize("payment_method", ["card_ok", "card_declined", None])
async def test_a_second_void_gives_the_same_answer_and_refunds_nothing_more(
    sandbox: Sandbox, payment_method: str | None
) -> None:
    if payment_method:
        await sandbox.charge("key", payment_method)
    voids = await asyncio.gather(*(sandbox.void("key") for _ in range(10)))

    assert all((void.status, void.body) == (200, voids[0].body) for void in voids)
    summary = (await sandbox.get("/v1/summary")).body
    assert summary["refunds"] == summary["charges"]


async def test_a_void_refunds_only_what_earlier_refunds_left(sandbox: Sandbox) -> None:
    charge = await sandbox.charge("key", amount="12.50")
    await sandbox.refund("refund-key", charge.body["id"], "2.25")

    assert (await sandbox.void("key")).body["refund"]["amount"] == "10.25"
    assert await _kept(sandbox) == "0.00"


async def test_a_void_of_a_refunded_charge_names_the_refund_and_makes_none(sandbox: Sandbox) -> None:
    charge = await sandbox.charge("key")
    refund = await sandbox.refund("refund-key", charge.body["id"])
    void = await sandbox.void("key")

    assert void.body["refund"] == {"id": refund.body["id"], "amount": "12.50"}
    assert (await sandbox.get("/v1/summary")).body["refunds"] == 1


async def test_a_charge_that_was_voided_is_not_replayed(sandbox: Sandbox) -> None:
    await sandbox.charge("key")
    await sandbox.void("key")
    reply = await sandbox.charge("key")

    assert (reply.status, reply.body["code"]) == (409, "KEY_VOIDED")


async def test_a_key_may_hold_any_character(sandbox: Sandbox) -> None:
    await sandbox.charge("order/1: attempt 2?")

    assert (await sandbox.void("order/1: attempt 2?")).body["charged"] is True


async def _kept(sandbox: Sandbox) -> object:
    return (await sandbox.get("/v1/summary")).body["kept"]
