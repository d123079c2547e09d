"""POST /auth/register and GET /auth/me, against the real application."""

import asyncio
from typing import Any

import jwt
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from auth_service.commands import Command, RegisterUser
from auth_service.http.parts import Parts
from common.clock import now
from common.database import Database
from common.ids import new_id
from common.requests import Request

Client = TestClient[web.Request, web.Application]


async def test_who_registers_gets_a_token_that_verifies_against_the_jwks(client: Client, kim: dict[str, str]) -> None:
    answer = await client.post("/auth/register", json=kim)
    session = await answer.json()
    keys = jwt.PyJWKSet.from_dict(await (await client.get("/.well-known/jwks.json")).json())
    key = keys[jwt.get_unverified_header(session["accessToken"])["kid"]]
    claims = jwt.decode(
        session["accessToken"], key, algorithms=["EdDSA"], audience="quadrille", issuer="quadrille-auth"
    )
    user = session["user"]
    assert (answer.status, session["expiresIn"], claims["sub"]) == (201, 24 * 3600, user["id"])
    assert user | {"id": "?"} == {
        "id": "?",
        "email": "kim@example.org",
        "firstName": "Kim",
        "lastName": "Lee",
        "role": "user",
        "status": "active",
    }


async def test_no_event_holds_a_secret(client: Client, user: dict[str, Any], database: Database) -> None:
    ((kind, data),) = await database.fetch("SELECT type, data::text FROM events")
    assert kind == "user.registered"
    assert "correct horse" not in data
    assert "argon2" not in data


async def test_an_email_is_taken_in_any_spelling(client: Client, user: dict[str, Any], kim: dict[str, str]) -> None:
    answer = await client.post("/auth/register", json=kim | {"email": " KIM@Example.org\n"})
    assert (answer.status, (await answer.json())["code"]) == (409, "EMAIL_TAKEN")


async def test_of_many_who_want_an_email_at_once_one_gets_it(
    client: Client, kim: dict[str, str], database: Database
) -> None:
    answers = await asyncio.gather(*(client.post("/auth/register", json=kim) for _ in range(6)))
    assert sorted(answer.status for answer in answers) == [201, *[409] * 5]
    assert await database.fetch("SELECT count(*) FROM users") == [(1,)]


async def test_a_registration_done_again_because_its_answer_was_lost_is_not_refused(
    parts: Parts, database: Database
) -> None:
    command = RegisterUser(new_id(), "kim@example.org", "Kim", "Lee", "user")
    request: Request[Command] = Request(new_id(), command.user_id, command, correlation_id=new_id(), time=now())
    first, second = [await parts.accounts.register(request, command.email, "hash") for _ in range(2)]
    assert first == second
    assert await database.fetch("SELECT count(*) FROM events") == [(1,)]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "kim"),
        ("email", "kim@example"),
        ("email", "kim lee@example.org"),
        ("email", f"{'k' * 60}@{'e' * 190}.org"),
        ("email", "kim\x00@example.org"),
        ("email", 5),
        ("email", None),
        ("password", "1234567"),
        ("password", "1" * 129),
        ("password", "1234567\x00"),
        ("password", 12345678),
        ("firstName", ""),
        ("firstName", " "),
        ("firstName", "K" * 101),
        ("lastName", "L\x00"),
        ("lastName", ["Lee"]),
        ("role", "admin"),
    ],
)
async def test_a_field_that_is_not_valid_is_named(client: Client, kim: dict[str, str], field: str, value: Any) -> None:
    answer = await client.post("/auth/register", json=kim | {field: value})
    problem = await answer.json()
    assert (answer.status, problem["code"]) == (422, "VALIDATION_FAILED")
    assert [error["field"] for error in problem["errors"]] == [field]


@pytest.mark.parametrize("body", [b"", b'{"email": ', b"\xff\xfe", b'{"email": "\\ud800"}'])
async def test_a_body_that_is_not_json_is_malformed(client: Client, body: bytes) -> None:
    answer = await client.post("/auth/register", data=body)
    problem = await answer.json()
    assert (answer.status, answer.content_type) == (400, "application/problem+json")
    assert (problem["code"], problem["errors"][0]["field"]) == ("MALFORMED_JSON", "body")


async def test_me_is_the_user_the_gateway_names(client: Client, user: dict[str, Any]) -> None:
    answer = await client.get("/auth/me", headers={"X-User-Id": user["id"]})
    assert await answer.json() == user


@pytest.mark.parametrize("headers", [{}, {"X-User-Id": "kim"}, {"X-User-Id": "00000000-0000-0000-0000-000000000001"}])
async def test_nobody_known_is_told_to_authenticate(client: Client, headers: dict[str, str]) -> None:
    answer = await client.get("/auth/me", headers=headers)
    assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
