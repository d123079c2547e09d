"""The audit says what the events of each order say, page by page, and beside it what the table says."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from common.audit import LAST, Range, digest
from common.database import Database
from common.ids import new_id
from common.requests import Outcome
from order_service.audit import audit
from order_service.commands import CancelOrder, Command, NoteDecline, NotePayment
from order_service.state import State, Status
from order_service.testing import CUSTOMER, DEADLINE, MOMENT, ORDER, TOTAL, place, retry
from order_service.testing.api import ADMIN, ME, Client, ask

Tell = Callable[..., Awaitable[list[Outcome[State]]]]
DECLINE = NoteDecline(1, "card_declined")


async def only(orders: Database) -> Any:
    page = await audit(orders, Range())
    assert page["upTo"] == LAST
    (item,) = page["items"]
    return item


@pytest.mark.parametrize(
    ("commands", "status", "attempt"),
    [
        ([place()], Status.PENDING, 1),
        ([place(), NotePayment(1)], Status.CONFIRMED, 1),
        ([place(confirmation="manual"), NotePayment(1)], Status.PAID, 1),
        ([place(), CancelOrder(CUSTOMER)], Status.CANCELLED, 1),
        ([place(), DECLINE, retry()], Status.PENDING, 2),
        ([place(), DECLINE, retry(), NotePayment(2)], Status.CONFIRMED, 2),
    ],
)
async def test_an_order_is_told_by_its_events_and_its_row_says_the_same(
    orders: Database, tell: Tell, commands: list[Command], status: Status, attempt: int
) -> None:
    await tell(*commands)
    told = await only(orders)
    ids = [row[0] for row in await orders.fetch("SELECT id FROM events")]
    assert told["events"] == {"count": len(ids), "whole": True, "digest": digest(ids), "lastAt": MOMENT}
    assert (told["orderId"], told["status"], told["attempt"], told["totalAmount"]) == (ORDER, status, attempt, TOTAL)
    assert told["row"] == {"status": status, "version": len(ids), "attempt": attempt, "totalAmount": TOTAL}


async def test_the_deadline_is_that_of_the_present_attempt(orders: Database, tell: Tell) -> None:
    await tell(place())
    assert (await only(orders))["deadline"] == DEADLINE
    await tell(DECLINE, retry())
    assert (await only(orders))["deadline"] == retry().deadline


async def test_archived_events_are_told_like_all_others(orders: Database, tell: Tell) -> None:
    await tell(place(), NotePayment(1))
    before = await only(orders)
    async with orders.transaction() as tx:
        await tx.execute(
            "WITH old AS (DELETE FROM events WHERE version = 1 RETURNING *)"
            " INSERT INTO events_archive SELECT * FROM old"
        )
    assert await only(orders) == before


async def test_a_gap_and_rows_without_their_other_half_are_told(orders: Database, tell: Tell) -> None:
    first, second = UUID(int=11), UUID(int=12)
    await tell(place(order_id=first), NotePayment(1), order=first)
    await tell(place(order_id=second), order=second)
    async with orders.transaction() as tx:
        await tx.execute("DELETE FROM events WHERE stream = %s::uuid AND version = 1", (str(first),))
        await tx.execute("DELETE FROM orders WHERE id = %s::uuid", (str(first),))
        await tx.execute("DELETE FROM events WHERE stream = %s::uuid", (str(second),))
    torn, bare = (await audit(orders, Range()))["items"]
    assert (torn["events"]["whole"], torn["row"], torn["totalAmount"]) == (False, None, None)
    assert (bare["events"]["count"], bare["status"]) == (0, None)
    assert bare["row"] is not None


async def test_pages_end_with_a_whole_order_and_leave_none_out(orders: Database, tell: Tell) -> None:
    ids = [UUID(int=n) for n in range(20, 27)]
    for order in ids:
        await tell(place(order_id=order), NotePayment(1), order=order)
    found: list[UUID] = []
    wanted = Range(most=3)
    while wanted.after < LAST:
        page = await audit(orders, wanted)
        assert all(item["events"]["count"] == 2 for item in page["items"])
        assert len(page["items"]) <= 2
        found += [item["orderId"] for item in page["items"]]
        wanted = Range(after=page["upTo"], most=3)
    assert found == ids
    part = await audit(orders, Range(after=ids[1], up_to=ids[4]))
    assert ([item["orderId"] for item in part["items"]], part["upTo"]) == (ids[2:5], ids[4])


async def test_it_is_for_administrators(api: Client) -> None:
    assert await ask(api, "GET", "/audit", ADMIN) == (200, {"items": [], "upTo": str(LAST)})
    assert (await ask(api, "GET", "/audit", ME))[0] == 403
    for query in ("after=nothing", "most=0", "most=2001", f"since={new_id()}"):
        assert (await ask(api, "GET", f"/audit?{query}", ADMIN))[0] == 422
