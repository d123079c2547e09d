"""Declined payments put a user on hold; on the real database."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient
from auth_service.settings import Settings
from common.clock import now
from common.database import Database
from common.envelope import Received
from common.ids import new_id

Client = TestClient[web.Request, web.Application]
Decline = Callable[..., Awaitable[list[Received]]]

CREDENTIALS = {"email": "kim@example.org", "password": "correct horse"}


async def status_of(client: Client, user: dict[str, Any]) -> str:
    answer = await client.get("/auth/me", headers={"X-User-Id": user["id"]})
    return str((await answer.json())["status"])


async def test_four_declines_are_borne_and_the_fifth_suspends(
    client: Client, user: dict[str, Any], decline: Decline
) -> None:
    await decline(user["id"], *[now()] * 4)
    assert await status_of(client, user) == "active"
    await decline(user["id"], now())
    assert await status_of(client, user) == "suspended"


async def test_the_suspended_cannot_log_in_and_strangers_do_not_learn_of_it(
    client: Client, user: dict[str, Any], decline: Decline
) -> None:
    await decline(user["id"], *[now()] * 5)
    knows = await client.post("/auth/login", json=CREDENTIALS)
    guesses = await client.post("/auth/login", json=CREDENTIALS | {"password": "wrong horse"})
    assert (knows.status, (await knows.json())["code"]) == (403, "USER_SUSPENDED")
    assert guesses.status == 401


async def test_one_decline_that_comes_five_times_is_one(
    client: Client, user: dict[str, Any], decline: Decline, consume: Callable[[list[Received]], Awaitable[None]]
) -> None:
    received = await decline(user["id"], now())
    for _ in range(4):
        await consume(received)
    assert await status_of(client, user) == "active"


async def test_declines_far_apart_are_borne(
    client: Client, user: dict[str, Any], decline: Decline, settings: Settings
) -> None:
    window = timedelta(seconds=settings.suspend_window_seconds)
    for n in range(6):
        await decline(user["id"], now() + n * window / 3)
    assert await status_of(client, user) == "active"


async def test_declines_that_replicas_take_in_at_the_same_time_are_added_up(
    client: Client, user: dict[str, Any], decline: Decline
) -> None:
    await asyncio.gather(*(decline(user["id"], now()) for _ in range(5)))
    assert await status_of(client, user) == "suspended"


async def test_declines_of_somebody_unknown_change_nothing(
    client: Client, user: dict[str, Any], decline: Decline, database: Database
) -> None:
    await decline(str(new_id()), *[now()] * 6)
    assert await database.fetch("SELECT type FROM events") == [("user.registered",)]


async def test_the_hold_is_caused_by_the_last_decline_of_the_batch(
    user: dict[str, Any], decline: Decline, database: Database
) -> None:
    last = (await decline(user["id"], *[now()] * 5))[-1]
    said = await database.fetch("SELECT causation_id, correlation_id FROM events WHERE type = 'user.suspended'")
    assert said == [(last.id, last.correlation_id)]
