"""POST /auth/users/:id/reinstate: an administrator lifts a hold; on the real database."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient
from common.clock import now
from common.database import Database
from common.envelope import Received
from common.ids import new_id

Client = TestClient[web.Request, web.Application]
Decline = Callable[..., Awaitable[list[Received]]]

CREDENTIALS = {"email": "kim@example.org", "password": "correct horse"}
ADMIN = {"X-User-Id": "00000000-0000-0000-0000-000000000002", "X-User-Role": "admin"}


async def reinstate(client: Client, user_id: str, headers: dict[str, str] = ADMIN) -> ClientResponse:
    return await client.post(f"/auth/users/{user_id}/reinstate", json={"reason": "new card"}, headers=headers)


async def test_the_reinstated_can_log_in_again(client: Client, user: dict[str, Any], decline: Decline) -> None:
    await decline(user["id"], *[now()] * 5)
    answer = await reinstate(client, user["id"])
    assert (answer.status, await answer.json()) == (200, user)
    assert (await client.post("/auth/login", json=CREDENTIALS)).status == 200


async def test_counting_begins_anew(client: Client, user: dict[str, Any], decline: Decline, database: Database) -> None:
    await decline(user["id"], *[now()] * 5)
    await reinstate(client, user["id"])
    status = "SELECT status FROM users"
    await decline(user["id"], *[now()] * 4)
    assert await database.fetch(status) == [("active",)]
    await decline(user["id"], now())
    assert await database.fetch(status) == [("suspended",)]


async def test_lifting_a_hold_twice_says_it_once(
    client: Client, user: dict[str, Any], decline: Decline, database: Database
) -> None:
    await decline(user["id"], *[now()] * 5)
    assert [(await reinstate(client, user["id"])).status for _ in range(2)] == [200, 200]
    said = await database.fetch("SELECT type FROM events ORDER BY version")
    assert said == [("user.registered",), ("user.suspended",), ("user.reinstated",)]


async def test_only_an_administrator_lifts_a_hold(client: Client, user: dict[str, Any]) -> None:
    answer = await reinstate(client, user["id"], {"X-User-Id": user["id"], "X-User-Role": "user"})
    assert (answer.status, (await answer.json())["code"]) == (403, "FORBIDDEN")


async def test_nobody_can_be_reinstated_who_is_not_there(client: Client) -> None:
    assert (await reinstate(client, str(new_id()))).status == 404
    assert (await reinstate(client, "kim")).status == 404


async def test_a_hold_is_not_lifted_without_a_reason(client: Client, user: dict[str, Any]) -> None:
    answer = await client.post(f"/auth/users/{user['id']}/reinstate", json={"reason": "\x00"}, headers=ADMIN)
    assert (answer.status, (await answer.json())["errors"][0]["field"]) == (422, "reason")
