"""The payment deadline: every order not paid in time is cancelled once, however many replicas look."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import pytest
from common.clock import now
from common.commands import Decider
from common.database import Database
from common.ids import new_id
from common.requests import Outcome
from common.retries import until_it_works
from order_service import deadlines
from order_service.commands import Command, NotePayment
from order_service.deadlines import Deadlines
from order_service.state import State
from order_service.testing import ORDER, place, retry
from structlog.testing import capture_logs

Tell = Callable[..., Awaitable[list[Outcome[State]]]]
PAST, FUTURE = timedelta(seconds=-1), timedelta(hours=1)


async def place_due(tell: Tell, count: int, due: timedelta = PAST) -> list[UUID]:
    ids = [new_id() for _ in range(count)]
    for order_id in ids:
        await tell(place(order_id=order_id, deadline=now() + due), order=order_id)
    return ids


async def expire_all(database: Database, decider: Decider[Command, State]) -> None:
    timer = Deadlines(database, decider)
    for _ in range(5):  # what is due is less than one batch; the rest is what conflicts left over
        await until_it_works(timer.expire_due)


async def cancellations(orders: Database) -> dict[UUID, int]:
    return dict(await orders.fetch("SELECT stream, count(*) FROM events WHERE type = 'order.cancelled' GROUP BY 1"))


async def test_two_replicas_cancel_each_overdue_order_once(
    orders: Database, decider: Decider[Command, State], tell: Tell
) -> None:
    overdue = await place_due(tell, 40)
    in_time = await place_due(tell, 3, FUTURE)
    await asyncio.gather(*(expire_all(orders, decider) for _ in range(2)))
    assert await cancellations(orders) == dict.fromkeys(overdue, 1)
    pending = await orders.fetch("SELECT id FROM orders WHERE status = 'PENDING'")
    assert {order_id for (order_id,) in pending} == set(in_time)


async def test_a_replica_passes_over_the_orders_that_another_is_at(
    orders: Database, decider: Decider[Command, State], tell: Tell
) -> None:
    first, second = await place_due(tell, 2)
    async with orders.transaction() as tx:
        await tx.fetch("SELECT 1 FROM orders WHERE id = %s::uuid FOR UPDATE", (str(first),))
        assert await Deadlines(orders, decider).expire_due() == 1
    assert await cancellations(orders) == {second: 1}


async def damage(orders: Database, order_id: UUID) -> None:
    """Have it read as what only a newer release may read."""
    await orders.fetch("UPDATE events SET readable_since = 9 WHERE stream = %s::uuid RETURNING 1", (str(order_id),))


async def test_an_order_that_cannot_be_read_keeps_no_other_from_its_end(
    orders: Database, decider: Decider[Command, State], tell: Tell
) -> None:
    unreadable, *others = await place_due(tell, 4)
    await damage(orders, unreadable)
    timer = Deadlines(orders, decider)

    with capture_logs() as logs:
        for _ in range(2):
            await until_it_works(timer.expire_due)

    assert await cancellations(orders) == dict.fromkeys(others, 1)
    told = [line for line in logs if line["log_level"] == "error"]
    assert [line["order"] for line in told] == [str(unreadable)]
    assert "readers of at least 9 may read" in told[0]["why"]


async def test_orders_that_cannot_be_read_keep_no_other_waiting_however_many_they_are(
    orders: Database, decider: Decider[Command, State], tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadlines, "BATCH", 2)
    for order_id in await place_due(tell, 3, timedelta(hours=-1)):
        await damage(orders, order_id)
    (other,) = await place_due(tell, 1)
    await expire_all(orders, decider)
    assert await cancellations(orders) == {other: 1}


async def test_an_order_that_is_refused_keeps_no_other_from_its_end(
    orders: Database, decider: Decider[Command, State], tell: Tell
) -> None:
    forgotten, other = await place_due(tell, 2)
    await orders.fetch("DELETE FROM events WHERE stream = %s::uuid RETURNING 1", (str(forgotten),))
    with capture_logs() as logs:
        await expire_all(orders, decider)
    assert await cancellations(orders) == {other: 1}
    assert [line["order"] for line in logs if line["log_level"] == "error"] == [str(forgotten)]


async def test_an_order_that_can_be_read_again_is_cancelled_later(
    orders: Database, decider: Decider[Command, State], tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadlines, "ASIDE_SECONDS", 0.0)
    (order_id,) = await place_due(tell, 1)
    await damage(orders, order_id)
    timer = Deadlines(orders, decider)
    assert await timer.expire_due() == 0
    await orders.fetch("UPDATE events SET readable_since = 1 WHERE stream = %s::uuid RETURNING 1", (str(order_id),))
    assert await timer.expire_due() == 1


async def test_a_payment_that_races_the_deadline_ends_confirmed_or_told_that_the_order_is_off(
    orders: Database, decider: Decider[Command, State], tell: Tell
) -> None:
    ids = await place_due(tell, 20)

    async def pay(order_id: UUID) -> None:
        await until_it_works(lambda: tell(NotePayment(1), order=order_id))

    await asyncio.gather(expire_all(orders, decider), *map(pay, ids))
    said = await cancellations(orders)
    for order_id, status in await orders.fetch("SELECT id, status FROM orders"):
        assert (status, said.get(order_id, 0)) in {("CONFIRMED", 0), ("CANCELLED", 2)}


async def test_each_attempt_has_a_deadline_of_its_own(
    orders: Database, decider: Decider[Command, State], tell: Tell
) -> None:
    await tell(place(deadline=now() + PAST))
    await expire_all(orders, decider)
    await tell(retry(deadline=now() + PAST))
    await expire_all(orders, decider)
    assert await cancellations(orders) == {ORDER: 2}


async def test_what_is_paid_or_settled_is_never_due(
    orders: Database, decider: Decider[Command, State], tell: Tell
) -> None:
    await tell(place(deadline=now() + PAST, confirmation="manual"), NotePayment(1))
    assert await Deadlines(orders, decider).expire_due() == 0
