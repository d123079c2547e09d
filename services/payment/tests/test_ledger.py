"""The ledger: double entry, and what is kept is what was charged and not returned."""

from collections.abc import Awaitable, Callable
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from aiohttp.test_utils import TestClient, TestServer
from common.database import Database
from common.http import application
from common.requests import Outcome
from payment_service import ledger
from payment_service.commands import Approved, Command, Declined, RecordCharge, RecordRefund, RecordVoid
from payment_service.http import DESK, ROUTES, Desk
from payment_service.state import Payment
from payment_service.testing import cancel, charge

Tell = Callable[..., Awaitable[list[Outcome[Payment]]]]
APPROVED = RecordCharge(1, Approved("ch_1"))
REFUND = RecordRefund(1, "re_1")
PATHS: dict[str, tuple[list[Command], str, str]] = {
    "charged": ([charge(), APPROVED], "12.50", "0"),
    "charged, said twice": ([charge(), APPROVED, APPROVED, charge()], "12.50", "0"),
    "declined": ([charge(), RecordCharge(1, Declined("card_declined"))], "0", "0"),
    "never charged": ([cancel(), charge()], "0", "0"),
    "voided": ([charge(), cancel(), RecordVoid(1, None, None)], "0", "0"),
    "found by the void": ([charge(), cancel(), RecordVoid(1, "ch_1", "re_1")], "12.50", "12.50"),
    "being refunded": ([charge(), APPROVED, cancel()], "12.50", "0"),
    "refunded": ([charge(), APPROVED, cancel(), REFUND, REFUND], "12.50", "12.50"),
    "crossed by the void": ([charge(), cancel(), APPROVED, RecordVoid(1, "ch_1", "re_1"), REFUND], "12.50", "12.50"),
    "charged at the second attempt": ([charge(), cancel(), charge(2), RecordCharge(2, Approved("c"))], "12.50", "0"),
    "for nothing": ([charge(amount=Decimal(0)), cancel(amount=Decimal(0))], "0", "0"),
    "decided in process": ([charge(verdict=Approved("ch_1")), cancel()], "12.50", "12.50"),
}


async def test_the_lines_of_every_event_add_up_to_nothing(payments: Database, tell: Tell) -> None:
    for path, _, _ in PATHS.values():
        await tell(*path, order=uuid4())
    events = await payments.fetch("SELECT sum(amount), count(*) FROM ledger GROUP BY event_id")
    assert events
    assert set(events) == {(Decimal(0), 2)}


@pytest.mark.parametrize("path", PATHS)
async def test_the_totals_are_what_the_events_moved(payments: Database, tell: Tell, path: str) -> None:
    commands, charged, refunded = PATHS[path]
    await tell(*commands)
    assert await ledger.totals(payments) == {
        "charged": Decimal(charged),
        "refunded": Decimal(refunded),
        "kept": Decimal(charged) - Decimal(refunded),
        "balanced": True,
    }


async def test_a_ledger_with_a_missing_line_is_not_balanced(payments: Database, tell: Tell) -> None:
    await tell(charge(), APPROVED)
    async with payments.transaction() as tx:
        await tx.execute("DELETE FROM ledger WHERE account = %s", (ledger.CUSTOMERS,))
    assert (await ledger.totals(payments))["balanced"] is False


async def test_the_totals_are_for_administrators(payments: Database, tell: Tell) -> None:
    await tell(charge(), APPROVED)
    app = application("payment-1", lambda: True)
    app[DESK] = Desk(payments, None)
    app.add_routes(ROUTES)
    async with TestClient(TestServer(app)) as client:
        someone = {"X-User-Id": str(UUID(int=7))}
        assert (await client.get("/ledger", headers=someone)).status == 403
        response = await client.get("/ledger", headers={**someone, "X-User-Role": "admin"})
        assert b'"kept":12.50' in await response.read()
