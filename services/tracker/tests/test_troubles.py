"""Sagas in trouble are counted and named, for administrators."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from common.ids import new_id
from tracker_service.testing import paths
from tracker_service.testing.chronicle import Chronicle

Ask = Callable[[str, UUID | None], Awaitable[tuple[int, Any]]]
Watch = Callable[..., Awaitable[None]]


async def test_a_quiet_system_has_none(ask: Ask, admin: UUID, watch: Watch) -> None:
    await watch(paths.confirmed())
    none = {"count": 0, "sagas": []}
    assert await ask("/troubles", admin) == (200, {"violating": none, "stuck": none})


async def test_what_broke_the_protocol_and_what_is_stuck_is_named(ask: Ask, admin: UUID, watch: Watch) -> None:
    refunded_twice = paths.declined()
    refunded_twice.refunded(refunded_twice.events[-1])
    forgotten = Chronicle()
    forgotten.requested(forgotten.placed())
    await watch(refunded_twice, forgotten, paths.confirmed())

    _, found = await ask("/troubles", admin)

    assert found["violating"] == {"count": 1, "sagas": [str(refunded_twice.events[0].stream)]}
    assert found["stuck"] == {"count": 1, "sagas": [str(forgotten.events[0].stream)]}


async def test_what_stays_unexplained_breaks_the_protocol_too(ask: Ask, admin: UUID, watch: Watch) -> None:
    it = Chronicle()
    it.placed()
    it.confirmed()  # by an event that nobody saw
    await watch(it)
    assert (await ask("/troubles", admin))[1]["violating"] == {"count": 1, "sagas": [str(it.events[0].stream)]}


async def test_nobody_else_is_told(ask: Ask) -> None:
    assert (await ask("/troubles", new_id()))[0] == 403
