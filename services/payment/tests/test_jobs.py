"""The table of what the provider must be asked: it follows the events, and no two workers ask the same."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from common.clock import now
from common.database import Database
from common.ids import new_id
from common.requests import Outcome
from payment_service.claims import Job, claim, postpone
from payment_service.commands import Approved, Command, Declined, RecordCharge, RecordRefund, RecordVoid
from payment_service.state import Payment
from payment_service.testing import AMOUNT, ORDER, cancel, charge

Tell = Callable[..., Awaitable[list[Outcome[Payment]]]]
APPROVED = RecordCharge(1, Approved("ch_1"))
LEASE = 15.0


async def open_jobs(payments: Database) -> list[tuple[int, str, str | None]]:
    return await payments.fetch("SELECT attempt, action, charge_id FROM provider_job ORDER BY attempt")


async def charges(tell: Tell, count: int) -> None:
    for _ in range(count):
        order = new_id()
        await tell(charge(order_id=order), order=order)


@pytest.mark.parametrize(
    ("commands", "jobs"),
    [
        ([charge()], [(1, "charge", None)]),
        ([charge(), APPROVED], []),
        ([charge(), RecordCharge(1, Declined("card_declined"))], []),
        ([charge(), cancel()], [(1, "void", None)]),
        ([charge(), cancel(), RecordVoid(1, None, None)], []),
        ([charge(), cancel(), RecordVoid(1, "ch_1", "re_1")], []),
        ([charge(), cancel(), APPROVED], [(1, "refund", "ch_1")]),
        ([charge(), APPROVED, cancel()], [(1, "refund", "ch_1")]),
        ([charge(), APPROVED, cancel(), RecordRefund(1, "re_1")], []),
        ([cancel(), charge()], []),
        ([charge(), cancel(), charge(2)], [(1, "void", None), (2, "charge", None)]),
        ([charge(), APPROVED, charge(2), cancel(2)], [(1, "refund", "ch_1"), (2, "void", None)]),
    ],
)
@pytest.mark.parametrize("together", [True, False])
async def test_the_jobs_are_what_the_events_leave_open(
    payments: Database, tell: Tell, commands: list[Command], jobs: list[tuple[int, str, str | None]], together: bool
) -> None:
    for batch in [commands] if together else [[command] for command in commands]:
        await tell(*batch)
    assert await open_jobs(payments) == jobs


async def test_a_job_says_all_that_the_provider_must_know(payments: Database, tell: Tell) -> None:
    await tell(charge(payment_method="card_slow"), cancel())
    (job,) = await claim(payments, now(), LEASE, 10)
    assert (job.action, job.order_id, job.attempt, job.tries) == ("void", ORDER, 1, 1)
    assert (job.sum.key, job.sum.amount, job.sum.currency) == (f"{ORDER}:1", AMOUNT, "KRW")
    assert job.sum.payment_method == "card_slow"


async def test_no_job_is_claimed_twice_however_many_workers_look(payments: Database, tell: Tell) -> None:
    await charges(tell, 40)
    claimed = await asyncio.gather(*(claim(payments, now(), LEASE, 15) for _ in range(5)))
    claimed.append(await claim(payments, now(), LEASE, 40))
    orders = [job.order_id for jobs in claimed for job in jobs]
    assert (len(orders), len(set(orders))) == (40, 40)


async def test_a_worker_passes_over_the_job_that_another_is_claiming(payments: Database, tell: Tell) -> None:
    await charges(tell, 2)
    async with payments.transaction() as tx:
        (held,) = await tx.fetch("SELECT order_id FROM provider_job ORDER BY due_at LIMIT 1 FOR UPDATE")
        assert [job.order_id for job in await claim(payments, now(), LEASE, 10)] != [held[0]]


async def test_a_worker_claims_no_more_than_it_can_take_and_the_oldest_first(payments: Database, tell: Tell) -> None:
    early = now() - timedelta(minutes=5)
    for minutes in (3, 1, 2):
        order = new_id()
        await tell(charge(order_id=order, currency=f"AA{minutes}"), order=order, at=early + timedelta(minutes=minutes))
    claimed = await claim(payments, now(), LEASE, 2)
    assert {job.sum.currency for job in claimed} == {"AA1", "AA2"}


async def test_a_lease_that_lapsed_is_claimed_again_with_the_same_key(payments: Database, tell: Tell) -> None:
    await tell(charge())
    (first,) = await claim(payments, now(), LEASE, 10)
    assert await claim(payments, now(), LEASE, 10) == []
    (second,) = await claim(payments, now() + timedelta(seconds=LEASE + 1), LEASE, 10)
    assert (second.sum.key, second.cause, second.tries) == (first.sum.key, first.cause, 2)


async def test_a_job_that_failed_waits_its_time(payments: Database, tell: Tell) -> None:
    await tell(charge())
    job = await _one(payments)
    await postpone(payments, job, now(), 60)
    assert await claim(payments, now() + timedelta(seconds=59), LEASE, 10) == []
    assert len(await claim(payments, now() + timedelta(seconds=61), LEASE, 10)) == 1


async def test_a_process_whose_clock_is_an_hour_ahead_keeps_no_job_from_the_others(
    payments: Database, tell: Tell
) -> None:
    ahead = now() + timedelta(hours=1)
    await tell(charge(), at=ahead)
    job = await _one(payments)
    await postpone(payments, job, ahead, 0)
    (again,) = await claim(payments, ahead, LEASE, 10)
    assert len(await claim(payments, now() + timedelta(seconds=LEASE + 1), LEASE, 10)) == 1
    assert again.tries == 2


async def test_what_replaced_a_job_is_not_postponed_with_it(payments: Database, tell: Tell) -> None:
    await tell(charge())
    job = await _one(payments)
    await tell(cancel())
    await postpone(payments, job, now(), 60)
    assert (await _one(payments)).action == "void"


async def _one(payments: Database) -> Job:
    (job,) = await claim(payments, now(), LEASE, 10)
    return job
