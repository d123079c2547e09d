"""What callers are told of statistics over HTTP."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from common.clock import now, rfc3339
from common.ids import new_id
from tracker_service.testing.lately import placed
from tracker_service.testing.window import confirmed

Ask = Callable[[str, UUID | None], Awaitable[tuple[int, Any]]]
Watch = Callable[..., Awaitable[None]]


async def test_without_any_saga_there_is_nothing_to_divide(ask: Ask) -> None:
    status, told = await ask("/saga/statistics?window=60", new_id())

    minutes = told.pop("perMinute")
    assert status == 200
    assert [(minute["started"], minute["completed"], minute["compensated"]) for minute in minutes] == [(0, 0, 0)] * 2
    assert told == {
        "windowSeconds": 60,
        "active": 0,
        "completed": 0,
        "compensated": 0,
        "completionRate": None,
        "failures": [],
        "compensations": {"count": 0, "refunded": 0, "p50Ms": None, "p95Ms": None},
        "durationMs": {"p50": None, "p95": None, "p99": None},
        "nodes": [],
    }


async def test_the_window_is_an_hour_unless_said_otherwise(ask: Ask, watch: Watch) -> None:
    it = confirmed(placed())
    await watch(it)

    _, told = await ask("/saga/statistics", it.user_id)

    assert (told["windowSeconds"], told["completed"], len(told["perMinute"])) == (3600, 1, 61)
    assert told["perMinute"][0]["minute"] < rfc3339(it.start) < rfc3339(now())
    assert (await ask("/saga/statistics", None))[0] == 401


async def test_the_window_is_a_week_at_most(ask: Ask) -> None:
    status, told = await ask("/saga/statistics?window=604800", new_id())

    assert (status, len(told["perMinute"])) == (200, 7 * 24 * 60 + 1)
