"""A refund never gives back more than was taken, nor twice what was asked for once."""

import asyncio

from payment_sandbox.testing import Sandbox


async def test_a_refund_is_answered_with_what_was_given_back(sandbox: Sandbox) -> None:
    charge = await sandbox.charge("key", order_id="order-1")
    reply = await sandbox.refund("refund-key", charge.body["id"], "12.50")

    assert reply.status == 201
    assert reply.body.pop("id").startswith("re_")
    assert reply.body.pop("createdAt")
    assert reply.body == {
        "chargeId": charge.body["id"],
        "orderId": "order-1",
        "amount": "12.50",
        "currency": "EUR",
        "status": "succeeded",
    }


async def test_a_second_refund_with_the_same_key_returns_the_first_answer(sandbox: Sandbox) -> None:
    charge = await sandbox.charge("key")
    replies = await asyncio.gather(*(sandbox.refund("refund-key", charge.body["id"]) for _ in range(10)))

    assert {reply.status for reply in replies} == {201}
    assert len({reply.body["id"] for reply in replies}) == 1
    assert (await sandbox.get("/v1/summary")).body["refunded"] == "12.50"


async def test_a_refund_key_with_another_body_is_refused(sandbox: Sandbox) -> None:
    charge = await sandbox.charge("key")
    await sandbox.refund("refund-key", charge.body["id"], "1.00")
    reply = await sandbox.refund("refund-key", charge.body["id"], "2.00")

    assert (reply.status, reply.body["code"]) == (422, "KEY_REUSED")


async def test_partial_refunds_may_not_exceed_the_charge(sandbox: Sandbox) -> None:
    charge = await sandbox.charge("key", amount="12.50")
    first = await sandbox.refund("refund-1", charge.body["id"], "12.49")
    too_much = await sandbox.refund("refund-2", charge.body["id"], "0.02")
    rest = await sandbox.refund("refund-3", charge.body["id"], "0.01")

    assert (first.status, too_much.status, rest.status) == (201, 422, 201)
    assert too_much.body["code"] == "AMOUNT_TOO_LARGE"


async def test_refunds_at_once_with_different_keys_give_back_the_charge_once(sandbox: Sandbox) -> None:
    charge = await sandbox.charge("key")
    keys = (f"refund-{number}" for number in range(10))
    replies = await asyncio.gather(*(sandbox.refund(key, charge.body["id"]) for key in keys))

    assert sorted(reply.status for reply in replies) == [201] + [422] * 9


async def test_a_refund_of_an_unknown_charge_is_refused(sandbox: Sandbox) -> None:
    reply = await sandbox.refund("refund-key", "ch_none")

    assert (reply.status, reply.body["code"]) == (404, "UNKNOWN_CHARGE")


async def test_a_charge_and_a_refund_may_have_the_same_key(sandbox: Sandbox) -> None:
    charge = await sandbox.charge("key")

    assert (await sandbox.refund("key", charge.body["id"])).status == 201
