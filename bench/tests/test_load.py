"""The closed loop: an order after the other, refusals counted, and what does not settle."""

import pytest

from bench import load
from bench.load import round_of
from bench.tests.doors import Settles, accepted, answer, door


async def test_each_client_orders_again_when_its_saga_has_settled() -> None:
    async with door(accepted) as stage:
        result = await round_of(stage, Settles().as_watch(), clients=3, seconds=0.05, declined=0.5)
    assert len(result.settled) == len(result.answered) == len(set(result.accepted)) >= 3
    assert not result.refused
    assert not result.unsettled


async def test_a_refusal_is_counted_by_status_and_code() -> None:
    busy = answer(b"503 Service Unavailable", b'{"code": "SERVICE_UNAVAILABLE"}')
    async with door(lambda number: busy if number == 0 else accepted(number)) as stage:
        result = await round_of(stage, Settles().as_watch(), clients=1, seconds=0.1, declined=0)
    assert result.refused == {"503 SERVICE_UNAVAILABLE": 1}


async def test_an_order_that_does_not_settle_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "GIVE_UP_SECONDS", 0.05)
    async with door(accepted) as stage:
        result = await round_of(stage, Settles(lost=["1"]).as_watch(), clients=1, seconds=0.05, declined=0)
    assert result.unsettled == ["1"]
    assert len(result.settled) == 1
