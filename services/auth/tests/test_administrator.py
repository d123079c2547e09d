"""The administrator that settings name, on the real database."""

import asyncio
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from auth_service.administrator import ensure_administrator
from auth_service.http.parts import Parts
from auth_service.settings import Settings
from common.database import Database
from common.retries import until_it_works
from pydantic import SecretStr

Client = TestClient[web.Request, web.Application]

EMAIL = "admin@example.org"


async def ensure(parts: Parts, settings: Settings, password: str, email: str = EMAIL) -> None:
    named = settings.model_copy(update={"admin_email": email, "admin_password": SecretStr(password)})
    await until_it_works(lambda: ensure_administrator(named, parts.accounts, parts.passwords))


async def log_in(client: Client, password: str) -> tuple[int, str | None]:
    answer = await client.post("/auth/login", json={"email": EMAIL, "password": password})
    return answer.status, (await answer.json()).get("user", {}).get("role")


async def test_replicas_that_start_together_make_one_administrator(
    client: Client, parts: Parts, settings: Settings, database: Database
) -> None:
    await asyncio.gather(*(ensure(parts, settings, "correct horse") for _ in range(4)))
    assert await database.fetch("SELECT count(*) FROM users") == [(1,)]
    assert await log_in(client, "correct horse") == (200, "admin")


async def test_a_changed_password_is_the_only_one_after_a_restart(
    client: Client, parts: Parts, settings: Settings
) -> None:
    await ensure(parts, settings, "correct horse")
    await ensure(parts, settings, "another horse")
    assert await log_in(client, "correct horse") == (401, None)
    assert await log_in(client, "another horse") == (200, "admin")


async def test_a_user_is_not_promoted_by_naming_its_email(
    parts: Parts, settings: Settings, user: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match="belongs to a user who is no administrator"):
        await ensure(parts, settings, "correct horse", user["email"])


async def test_no_administrator_is_made_when_none_is_named(
    client: Client, parts: Parts, settings: Settings, database: Database
) -> None:
    unnamed = settings.model_copy(update={"admin_email": None, "admin_password": None})
    await ensure_administrator(unnamed, parts.accounts, parts.passwords)
    assert await database.fetch("SELECT count(*) FROM users") == [(0,)]
