"""The record tells all from outside, and outlives the process."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from payment_sandbox.testing import Sandbox, running_sandbox


async def test_an_order_charged_twice_is_told_of_until_one_charge_is_refunded(sandbox: Sandbox) -> None:
    await sandbox.charge("key-1", order_id="twice")
    second = await sandbox.charge("key-2", order_id="twice")
    await sandbox.charge("key-3", order_id="once")
    before = (await sandbox.get("/v1/summary")).body
    await sandbox.refund("refund-key", second.body["id"])
    after = (await sandbox.get("/v1/summary")).body

    assert before == {
        "charges": 3,
        "refunds": 0,
        "charged": "37.50",
        "refunded": "0.00",
        "kept": "37.50",
        "ordersChargedTwice": ["twice"],
    }
    assert (after["refunds"], after["refunded"], after["kept"]) == (1, "12.50", "25.00")
    assert after["ordersChargedTwice"] == []


async def test_the_charges_of_an_order_are_listed_with_their_keys_newest_first(sandbox: Sandbox) -> None:
    for number in (1, 2):
        await sandbox.charge(f"key-{number}", order_id="mine")
    await sandbox.charge("key-3", order_id="other")
    mine = (await sandbox.get("/v1/charges", orderId="mine")).body["items"]
    every = (await sandbox.get("/v1/charges")).body["items"]

    assert [charge["idempotencyKey"] for charge in mine] == ["key-2", "key-1"]
    assert [charge["orderId"] for charge in every] == ["other", "mine", "mine"]


async def test_a_restart_keeps_charges_refunds_answers_and_voids(data_file: Path) -> None:
    async with running_sandbox(data_file) as sandbox:
        charge = await sandbox.charge("key")
        declined = await sandbox.charge("declined-key", "card_declined")
        refund = await sandbox.refund("refund-key", charge.body["id"])
        void = await sandbox.void("void-key")
        summary = await sandbox.get("/v1/summary")

    async with running_sandbox(data_file) as sandbox:
        assert (await sandbox.charge("key")).body == charge.body
        assert (await sandbox.charge("declined-key", "card_declined")).body == declined.body
        assert (await sandbox.refund("refund-key", charge.body["id"])).body == refund.body
        assert (await sandbox.void("void-key")).body == void.body
        assert (await sandbox.charge("void-key")).status == 409
        assert await sandbox.get("/v1/summary") == summary


async def test_a_restart_does_not_count_attempts_anew(data_file: Path) -> None:
    statuses = []
    for _ in range(3):
        async with running_sandbox(data_file) as sandbox:
            statuses.append((await sandbox.charge("key", "card_flaky")).status)

    assert statuses == [503, 503, 201]


async def test_a_running_sandbox_is_alive_and_ready(sandbox: Sandbox) -> None:
    assert (await sandbox.get("/health")).status == 200
    assert (await sandbox.get("/ready")).status == 200


async def test_a_record_that_cannot_be_written_is_told_of_until_it_can(sandbox: Sandbox, data_file: Path) -> None:
    with closing(sqlite3.connect(data_file, isolation_level=None)) as intruder:
        intruder.execute("BEGIN IMMEDIATE")
        charge, ready = await sandbox.charge("key"), await sandbox.get("/ready")

    assert (charge.status, charge.body["code"]) == (503, "RECORD_UNAVAILABLE")
    assert ready.status == 503
    assert (await sandbox.charge("key")).status == 201
    assert (await sandbox.get("/ready")).status == 200


async def test_a_range_of_orders_is_listed_by_order_id_page_by_page(sandbox: Sandbox) -> None:
    for order in ("c", "a", "d", "b", "b"):
        await sandbox.charge(f"key-{order}-{await _count(sandbox)}", order_id=order)
    first = (await sandbox.get("/v1/charges", orderIdAfter="a", orderIdUpTo="c", limit="2")).body
    rest = (await sandbox.get("/v1/charges", orderIdAfter="b", orderIdUpTo="c", limit="2")).body

    assert [charge["orderId"] for charge in first["items"]] == ["b", "b"]
    assert [charge["orderId"] for charge in rest["items"]] == ["c"]
    assert (first["more"], rest["more"]) == (True, False)


@pytest.mark.parametrize("limit", ["0", "1001", "-1", "many", ""])
async def test_a_limit_that_is_none_is_refused(sandbox: Sandbox, limit: str) -> None:
    assert (await sandbox.get("/v1/charges", limit=limit)).status == 400


async def _count(sandbox: Sandbox) -> int:
    return len((await sandbox.get("/v1/charges")).body["items"])
