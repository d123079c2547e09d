"""The audit tells the money of each order by three accounts: the events, the ledger, and the provider's own record."""

from collections.abc import AsyncIterator, Awaitable, Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from aiohttp.test_utils import TestClient, TestServer
from common.audit import LAST, Range
from common.database import Database
from common.errors import Transient
from common.http import application
from common.ids import new_id
from common.requests import Outcome
from payment_sandbox.testing import Sandbox
from payment_service.audit import audit
from payment_service.commands import Approved, Command, RecordCharge, RecordRefund
from payment_service.http import DESK, ROUTES, Desk
from payment_service.providers import attempt_of, key_of
from payment_service.providers.books import HttpBooks, complete
from payment_service.state import Payment
from payment_service.testing import AMOUNT, ORDER, cancel, charge

Tell = Callable[..., Awaitable[list[Outcome[Payment]]]]
APPROVED = RecordCharge(1, Approved("ch_1"))
NOTHING = {"charges": 0, "charged": Decimal(0), "refunds": 0, "refunded": Decimal(0)}
CHARGED = {**NOTHING, "charges": 1, "charged": AMOUNT}
REFUNDED = {**CHARGED, "refunds": 1, "refunded": AMOUNT}


@pytest.fixture
async def books(sandbox: Sandbox) -> AsyncIterator[HttpBooks]:
    client = HttpBooks(sandbox.url, timeout=2)
    yield client
    await client.close()


async def only(payments: Database, books: HttpBooks | None = None) -> Any:
    (item,) = (await audit(payments, books, Range()))["items"]
    return item


@pytest.mark.parametrize(
    ("commands", "account", "asks"),
    [
        ([charge()], NOTHING, "charge"),
        ([charge(), APPROVED], CHARGED, None),
        ([charge(), APPROVED, cancel()], CHARGED, "refund"),
        ([charge(), APPROVED, cancel(), RecordRefund(1, "re_1")], REFUNDED, None),
        ([charge(amount=Decimal(0))], NOTHING, None),
    ],
)
async def test_events_ledger_and_jobs_agree_on_every_path(
    payments: Database, tell: Tell, commands: list[Command], account: Any, asks: str | None
) -> None:
    await tell(*commands)
    told = await only(payments)
    (attempt,) = told["attempts"]
    assert (attempt["events"], attempt["ledger"], attempt["provider"]) == (account, account, None)
    assert (attempt["asks"], attempt["job"]) == (asks, asks)
    assert (told["events"]["whole"], told["unbalanced"]) == (True, 0)


async def test_what_the_provider_recorded_stands_beside_it(
    payments: Database, tell: Tell, sandbox: Sandbox, books: HttpBooks
) -> None:
    taken = await sandbox.charge(key_of(ORDER, 1), order_id=str(ORDER), amount="12.50", currency="KRW")
    await tell(charge(), RecordCharge(1, Approved(taken.body["id"])))
    assert (await only(payments, books))["attempts"][0]["provider"] == CHARGED
    await sandbox.refund(f"{key_of(ORDER, 1)}:refund", taken.body["id"])
    assert (await only(payments, books))["attempts"][0]["provider"] == REFUNDED
    await sandbox.charge("another key", order_id=str(ORDER))
    stray, attempt = (await only(payments, books))["attempts"]
    assert (stray["attempt"], stray["provider"], attempt["provider"]) == (0, CHARGED, REFUNDED)


async def test_an_order_that_only_the_provider_knows_is_told(
    payments: Database, sandbox: Sandbox, books: HttpBooks
) -> None:
    order = new_id()
    await sandbox.charge(key_of(order, 2), order_id=str(order))
    await sandbox.charge("somebody else's", order_id="order-1")
    told = await only(payments, books)
    assert (told["orderId"], told["events"]["count"], told["attempts"][0]["attempt"]) == (order, 0, 2)
    assert told["lastAt"] is not None


async def test_what_was_decided_in_process_no_provider_has(payments: Database, tell: Tell, books: HttpBooks) -> None:
    await tell(charge(verdict=Approved("ch_1")))
    (attempt,) = (await only(payments, books))["attempts"]
    assert (attempt["events"], attempt["provider"]) == (CHARGED, None)


async def test_a_ledger_that_was_tampered_with_is_told(payments: Database, tell: Tell) -> None:
    await tell(charge(), APPROVED)
    async with payments.transaction() as tx:
        await tx.execute("UPDATE ledger SET amount = 1 WHERE account = 'customer_payments'")
    assert (await only(payments))["unbalanced"] == 1
    async with payments.transaction() as tx:
        await tx.execute("DELETE FROM ledger WHERE account = 'customer_payments'")
        await tx.execute("DELETE FROM events WHERE version = 2")
    stray, attempt = (await only(payments))["attempts"]
    assert (stray["attempt"], stray["ledger"], attempt["ledger"]) == (0, CHARGED, NOTHING)


async def test_a_missing_event_is_a_gap(payments: Database, tell: Tell) -> None:
    await tell(charge(), APPROVED)
    async with payments.transaction() as tx:
        await tx.execute("DELETE FROM events WHERE version = 1")
    assert (await only(payments))["events"]["whole"] is False


async def test_pages_leave_no_order_out_whoever_knows_it(
    payments: Database, tell: Tell, sandbox: Sandbox, books: HttpBooks
) -> None:
    ours, theirs = [new_id() for _ in range(5)], [new_id() for _ in range(3)]
    for order in ours:
        await tell(charge(order_id=order), APPROVED, order=order)
    for order in theirs:
        await sandbox.charge(key_of(order, 1), order_id=str(order))
    found: list[UUID] = []
    after = UUID(int=0)
    while after < LAST:
        page = await audit(payments, books, Range(after=after, most=3))
        found += [item["orderId"] for item in page["items"]]
        after = page["upTo"]
    assert found == [*ours, *theirs]


CHARGES = [
    {"orderId": str(UUID(int=n)), "idempotencyKey": "k", "amount": "1.00", "createdAt": "2026-01-31T12:00:00Z"}
    for n in (1, 2, 3, 3)
]
FOREIGN = {**CHARGES[0], "orderId": "1234"}


@pytest.mark.parametrize(
    ("items", "more", "orders", "up_to"),
    [
        (CHARGES, True, [1, 2], UUID(int=2)),
        (CHARGES, False, [1, 2, 3, 3], LAST),
        (CHARGES[2:], True, [3, 3], UUID(int=3)),
        ([*CHARGES, FOREIGN], True, [1, 2, 3, 3], UUID(int=3)),
        ([FOREIGN], False, [], LAST),
    ],
)
def test_a_list_that_was_cut_is_complete_up_to_the_order_before_the_last(
    items: list[dict[str, str]], more: bool, orders: list[int], up_to: UUID
) -> None:
    found = complete("charge", {"items": items, "more": more}, LAST)
    assert found is not None
    assert ([entry.order_id.int for entry in found.entries], found.up_to) == (orders, up_to)


def test_of_a_list_that_was_cut_before_anything_of_ours_nothing_is_known() -> None:
    assert complete("charge", {"items": [FOREIGN], "more": True}, LAST) is None


@pytest.mark.parametrize(
    ("key", "attempt"),
    [(key_of(ORDER, 1), 1), (f"{key_of(ORDER, 12)}:refund", 12), (f"{ORDER}:", 0), ("key", 0), (f"{UUID(int=9)}:1", 0)],
)
def test_a_key_tells_its_attempt(key: str, attempt: int) -> None:
    assert attempt_of(key, ORDER) == attempt


async def test_a_provider_that_does_not_answer_is_a_fault_that_passes() -> None:
    nobody = HttpBooks("http://127.0.0.1:1", timeout=0.5)
    with pytest.raises(Transient):
        await nobody.record(UUID(int=0), LAST)
    await nobody.close()


async def test_it_is_for_administrators(payments: Database) -> None:
    app = application("payment-1", lambda: True)
    app[DESK] = Desk(payments, None)
    app.add_routes(ROUTES)
    async with TestClient(TestServer(app)) as client:
        someone = {"X-User-Id": str(UUID(int=7))}
        assert (await client.get("/audit", headers=someone)).status == 403
        response = await client.get("/audit", headers={**someone, "X-User-Role": "admin"})
        assert await response.json() == {"items": [], "upTo": str(LAST)}
        assert (await client.get("/audit?most=0", headers={**someone, "X-User-Role": "admin"})).status == 422
