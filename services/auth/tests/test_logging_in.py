"""POST /auth/login, against the real application."""

from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient
from auth_service.http.parts import Parts
from auth_service.passwords import Passwords
from common.database import Database

Client = TestClient[web.Request, web.Application]

CREDENTIALS = {"email": "kim@example.org", "password": "correct horse"}


async def test_who_knows_the_password_gets_a_token(client: Client, user: dict[str, Any]) -> None:
    answer = await client.post("/auth/login", json=CREDENTIALS | {"email": "Kim@example.ORG "})
    session = await answer.json()
    assert (answer.status, session["user"]) == (200, user)
    assert session.keys() == {"accessToken", "expiresIn", "user"}


async def test_a_wrong_password_and_an_unknown_email_get_the_same_answer(client: Client, user: dict[str, Any]) -> None:
    wrong = await client.post("/auth/login", json=CREDENTIALS | {"password": "wrong horse"})
    unknown = await client.post("/auth/login", json=CREDENTIALS | {"email": "lee@example.org"})
    first, second = await wrong.json(), await unknown.json()
    assert first | {"correlationId": "?"} == second | {"correlationId": "?"}
    assert (wrong.status, first["code"]) == (401, "INVALID_CREDENTIALS")
    assert wrong.headers["WWW-Authenticate"] == unknown.headers["WWW-Authenticate"] == "Bearer"


async def test_a_body_that_is_not_valid_names_the_field(client: Client) -> None:
    answer = await client.post("/auth/login", json={"email": "kim@example.org", "password": ["correct horse"]})
    assert (answer.status, (await answer.json())["errors"][0]["field"]) == (422, "password")


async def test_a_login_renews_a_hash_made_with_other_parameters(
    client: Client, user: dict[str, Any], parts: Parts, database: Database
) -> None:
    stronger = Passwords(time_cost=2, memory_kib=64, waiting=1)
    account = await parts.accounts.find("kim@example.org")
    assert account is not None
    await parts.accounts.replace_hash(account, await stronger.hash("correct horse"))
    for _ in range(2):
        assert (await client.post("/auth/login", json=CREDENTIALS)).status == 200
    ((hashed,),) = await database.fetch("SELECT password_hash FROM credentials")
    assert not parts.passwords.is_outdated(hashed)
    await stronger.close()
