"""Whatever is spoiled in the stores of an order, GET /invariants and `quadrille verify` name the order and say what."""

import asyncio
import json
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner, Result
from common.settings import ServiceSettings
from quadrille.cli import main
from quadrille.client import Client, Json
from quadrille.shop import Shop

from tests.invariants.damage import SANDBOX, Damage, damaged

DAMAGE = (
    Damage("order", "orders", "id", "UPDATE orders SET status = 'PENDING' WHERE id = :id",
           "the row in the table of orders has status PENDING, its events CONFIRMED"),
    Damage("order", "orders", "id", "DELETE FROM orders WHERE id = :id",
           "it has events, and no row in the table of orders"),
    Damage("order", "events", "stream", "DELETE FROM events WHERE stream = :id AND type = 'order.placed'",
           "the events that order has of it have a gap"),
    Damage("order", "events", "stream", "DELETE FROM events WHERE stream = :id",
           "it has a row in the table of orders, and no event"),
    Damage("order", "events", "stream", "DELETE FROM events WHERE stream = :id AND type = 'order.confirmed'",
           "the row in the table of orders has status CONFIRMED, its events PENDING"),
    Damage("payment", "ledger", "order_id", "DELETE FROM ledger WHERE order_id = :id",
           "the order is CONFIRMED but the ledger keeps 0.00 of its 21.00"),
    Damage("payment", "ledger", "order_id",
           "DELETE FROM ledger WHERE order_id = :id AND account = 'customer_payments'",
           "the lines of 1 event in the ledger are not balanced"),
    Damage("payment", "ledger", "order_id", "UPDATE ledger SET amount = amount * 2 WHERE order_id = :id",
           "the ledger has 42.00 charged under attempt 1, the events of payment 21.00"),
    Damage("payment", "events", "stream", "DELETE FROM events WHERE stream = :id AND type = 'payment.completed'",
           "the ledger has lines that belong to no event"),
    Damage("payment", "events", "stream", "DELETE FROM events WHERE stream = :id AND type = 'payment.requested'",
           "the tracker has 1 event of payment that payment does not have"),
    Damage("tracker", "event_log", "stream",
           "DELETE FROM event_log WHERE stream = :id AND type = 'payment.completed'",
           "the tracker lacks 1 event of payment"),
    Damage("tracker", "saga_step", "saga_id", "DELETE FROM saga_step WHERE saga_id = :id AND n = 2",
           "the saga tells 3 steps, the log has 4 events"),
    Damage("tracker", "saga", "saga_id", "UPDATE saga SET status = 'STARTED' WHERE saga_id = :id",
           "the saga is STARTED though the order is CONFIRMED"),
    Damage(SANDBOX, "charge", "order_id",
           "INSERT INTO charge SELECT NULL, id || '!', idempotency_key || '!', order_id, amount, currency,"
           " payment_method, created_at FROM charge WHERE order_id = :id",
           "the provider's record has 21.00 charged and 0.00 refunded under a key that is no attempt's"),
    Damage(SANDBOX, "charge", "order_id",
           "INSERT INTO charge SELECT NULL, id || '!', idempotency_key || ':refund', order_id, amount, currency,"
           " payment_method, created_at FROM charge WHERE order_id = :id",
           "charged twice under attempt 1 by the provider's record"),
    Damage(SANDBOX, "charge", "order_id", "DELETE FROM charge WHERE order_id = :id",
           "the provider's record has 0.00 charged under attempt 1, the events of payment 21.00"),
)  # fmt: skip

pytestmark = pytest.mark.disruptive  # whoever asks for the invariants meanwhile sees the damage


async def _quiet(admin: Client, order: Json) -> Json:
    """The invariants of one order, once it is not in flight any more."""
    while True:
        answer = await _invariants(admin, order)
        if answer["checked"] and not answer["inFlight"]:
            return answer
        await asyncio.sleep(0.5)


async def _invariants(admin: Client, order: Json) -> Json:
    before = UUID(int=UUID(order["id"]).int - 1)
    return await admin.call("GET", f"/invariants?after={before}&upTo={order['id']}")


def _said(answer: Json, order: Json) -> list[str]:
    offenders = [offender for check in answer["checks"] for offender in check["offenders"]]
    assert all(offender["orderId"] == order["id"] for offender in offenders)
    return [offender["what"] for offender in offenders]


async def test_each_kind_of_damage_is_told_of_the_order_that_has_it(
    shop: Shop, admin: Client, stack_home: Path, scratch_settings: ServiceSettings
) -> None:
    order = await shop.place()
    await shop.saga(order)
    assert (await _quiet(admin, order))["holds"]
    for damage in DAMAGE:
        async with damaged(scratch_settings, stack_home, damage, order["id"]):
            answer = await _invariants(admin, order)
            assert not answer["holds"]
            assert damage.says in _said(answer, order), damage.statement
        assert (await _invariants(admin, order))["holds"], damage.statement


async def test_an_order_that_only_the_provider_and_the_tracker_know_is_told_of(
    shop: Shop, admin: Client, stack_home: Path, scratch_settings: ServiceSettings
) -> None:
    order = await shop.place()
    await shop.saga(order)
    await _quiet(admin, order)
    gone = (
        Damage("order", "events", "stream", "DELETE FROM events WHERE stream = :id", ""),
        Damage("order", "orders", "id", "DELETE FROM orders WHERE id = :id", ""),
        Damage("payment", "events", "stream", "DELETE FROM events WHERE stream = :id", ""),
        Damage("payment", "ledger", "order_id", "DELETE FROM ledger WHERE order_id = :id", ""),
    )
    async with (
        damaged(scratch_settings, stack_home, gone[0], order["id"]),
        damaged(scratch_settings, stack_home, gone[1], order["id"]),
        damaged(scratch_settings, stack_home, gone[2], order["id"]),
        damaged(scratch_settings, stack_home, gone[3], order["id"]),
    ):
        said = _said(await _invariants(admin, order), order)
    assert "payment knows it and keeps 21.00 of it, the order service does not" in said
    assert "the tracker tells of it, the order service does not know it" in said
    assert (await _invariants(admin, order))["holds"]


async def test_the_command_names_who_breaks_what_and_exits_with_1(
    shop: Shop, admin: Client, gateway_url: str, stack_home: Path, scratch_settings: ServiceSettings
) -> None:
    order = await shop.place()
    await shop.saga(order)
    await _quiet(admin, order)
    account = json.loads((stack_home / "admin.json").read_text())
    arguments = ["verify", "--url", gateway_url, "--email", account["email"], "--password", account["password"]]

    async def run(*more: str) -> Result:
        return await asyncio.to_thread(CliRunner().invoke, main, [*arguments, *more])

    spoiled = Damage("payment", "ledger", "order_id", "DELETE FROM ledger WHERE order_id = :id", "")
    async with damaged(scratch_settings, stack_home, spoiled, order["id"]):
        result, as_json = await run(), await run("--json")
    assert (result.exit_code, as_json.exit_code) == (1, 1)
    assert f"{order['id']}: the order is CONFIRMED but the ledger keeps 0.00 of its 21.00" in result.stdout
    document = json.loads(as_json.stdout)
    assert order["id"] in {offender["who"] for check in document["checks"] for offender in check["offenders"]}
    assert order["id"] not in (await run()).stdout


def test_where_nothing_answers_the_command_says_so_in_a_sentence() -> None:
    arguments = ["verify", "--url", "http://127.0.0.1:1", "--email", "admin@example.com", "--password", "none"]
    result = CliRunner().invoke(main, arguments)
    said = "Nothing can be verified: nothing answers at http://127.0.0.1:1; `make up` starts the local stack\n"
    assert (result.exit_code, result.stderr) == (1, said)
