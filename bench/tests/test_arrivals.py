"""The open loop: orders come when they are due, whatever became of the last ones."""

import pytest

from bench import arrivals
from bench.arrivals import arrive, due_at
from bench.outcome import outcome_of
from bench.tests.doors import Settles, accepted, answer, door

BUSY = answer(b"503 Service Unavailable", b'{"code": "SERVICE_UNAVAILABLE"}', b"Retry-After: 1\r\n")


def test_orders_come_at_the_rate_that_is_asked_for_and_at_the_same_times_at_every_call() -> None:
    times = due_at(1000, 10)
    assert len(times) == pytest.approx(10_000, rel=0.05)
    assert times == sorted(times) == due_at(1000, 10)
    assert times[-1] < 10


async def test_every_order_is_sent_once_and_the_refused_do_not_come_again() -> None:
    async with door(lambda number: BUSY if number % 4 == 0 else accepted(number)) as stage:
        came = await arrive(stage, Settles().as_watch(), rate=200, seconds=0.5, declined=0.2)
    assert len(came.accepted) + sum(came.refused.values()) == len(came.due)
    assert came.refused == {"503 SERVICE_UNAVAILABLE": came.told_when}
    assert came.told_when == len(came.turned_away) > 0


async def test_an_order_that_waits_for_a_free_connection_grows_late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "CONNECTIONS", 1)
    async with door(accepted, seconds=0.02) as stage:
        came = await arrive(stage, Settles().as_watch(), rate=200, seconds=0.2, declined=0)
    # Each takes 20 ms, and there is one connection: the n-th cannot have been answered before n × 20 ms.
    assert max(came.answered) >= 0.02 * len(came.due) - came.due[-1]
    assert max(came.answered) > 5 * min(came.answered)


async def test_what_was_accepted_and_did_not_settle_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "GIVE_UP_SECONDS", 0.1)
    watch = Settles(lost=["3"]).as_watch()
    async with door(accepted) as stage:
        came = await arrive(stage, watch, rate=100, seconds=0.2, declined=0)
    outcome = outcome_of(came, watch, rate=100, seconds=0.2)
    assert outcome.lost == 1
    assert outcome.accepted == outcome.offered == len(came.due)


async def test_what_was_never_answered_is_lost_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "GIVE_UP_SECONDS", 0.1)
    watch = Settles().as_watch()
    async with door(accepted, seconds=60) as stage:
        came = await arrive(stage, watch, rate=100, seconds=0.1, declined=0)
    outcome = outcome_of(came, watch, rate=100, seconds=0.1)
    assert outcome.lost == outcome.sent == outcome.offered > 0
    assert outcome.accepted == outcome.refused.total() == 0
