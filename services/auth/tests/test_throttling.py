"""POST /auth/login, guessed at: failures are counted for each account and each address, on the real Redis."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, unused_port
from auth_service.app import login_failures
from auth_service.failures import Attempt, Failures
from auth_service.http.parts import Parts
from auth_service.settings import Settings
from auth_service.throttle import Throttle
from common.errors import Refusal
from common.identity import CLIENT_HEADER
from common.redis_client import redis_client
from redis.asyncio import Redis
from structlog.testing import capture_logs

Client = TestClient[web.Request, web.Application]
Serve = Callable[[Parts], Awaitable[Client]]

PER_ACCOUNT, PER_ADDRESS = 3, 5
KIM, PASSWORD = "kim@example.org", "correct horse"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    limits = {"login_failures_per_account": PER_ACCOUNT, "login_failures_per_address": PER_ADDRESS}
    return settings.model_copy(update=limits)


async def log_in(client: Client, email: str, password: str, address: str = "198.51.100.1") -> int:
    body = {"email": email, "password": password}
    return (await client.post("/auth/login", json=body, headers={CLIENT_HEADER: address})).status


async def guess(client: Client, times: int, email: str = KIM) -> list[int]:
    """Guess at an account, each time from another address."""
    return [await log_in(client, email, "wrong horse", f"203.0.113.{n}") for n in range(times)]


async def test_an_account_guessed_at_too_often_is_shut_even_to_the_right_password(
    client: Client, user: dict[str, Any], settings: Settings
) -> None:
    assert await guess(client, PER_ACCOUNT) == [401] * PER_ACCOUNT
    answer = await client.post("/auth/login", json={"email": KIM, "password": PASSWORD})
    problem = await answer.json()
    assert (answer.status, problem["code"]) == (429, "TOO_MANY_ATTEMPTS")
    assert 1 <= int(answer.headers["Retry-After"]) <= settings.login_window_seconds


async def test_an_account_that_is_not_there_is_shut_in_the_same_words(client: Client, user: dict[str, Any]) -> None:
    problems = []
    for email in (KIM, "nobody@example.org"):
        assert await guess(client, PER_ACCOUNT, email) == [401] * PER_ACCOUNT
        answer = await client.post("/auth/login", json={"email": f" {email.upper()}", "password": PASSWORD})
        problems.append(await answer.json() | {"correlationId": "?"})
    assert problems[0] == problems[1]
    assert problems[0]["code"] == "TOO_MANY_ATTEMPTS"


async def test_who_knows_the_password_is_counted_anew(client: Client, user: dict[str, Any]) -> None:
    for _ in range(2):
        assert await guess(client, PER_ACCOUNT - 1) == [401] * (PER_ACCOUNT - 1)
        assert await log_in(client, KIM, PASSWORD) == 200


async def test_successes_are_not_counted(client: Client, user: dict[str, Any]) -> None:
    assert [await log_in(client, KIM, PASSWORD) for _ in range(PER_ADDRESS + 1)] == [200] * (PER_ADDRESS + 1)


async def test_an_address_that_guesses_at_many_accounts_is_shut_out_of_all(
    client: Client, user: dict[str, Any]
) -> None:
    async def try_them(address: str) -> list[int]:
        return [await log_in(client, f"{n}@example.org", "wrong horse", address) for n in range(PER_ADDRESS)]

    assert await try_them("198.51.100.7") == [401] * PER_ADDRESS
    assert await log_in(client, KIM, PASSWORD, "198.51.100.7") == 429
    assert await log_in(client, KIM, PASSWORD, "198.51.100.8") == 200


async def test_an_account_of_its_own_lets_no_address_guess_on(client: Client, user: dict[str, Any]) -> None:
    for n in range(PER_ADDRESS):
        assert await log_in(client, f"{n}@example.org", "wrong horse") == 401
        assert await log_in(client, KIM, PASSWORD) == (200 if n < PER_ADDRESS - 1 else 429)


async def test_guesses_sent_all_at_once_are_answered_as_often_as_those_sent_in_turn(
    client: Client, user: dict[str, Any]
) -> None:
    answers = await asyncio.gather(*(log_in(client, KIM, "wrong horse", f"203.0.113.{n}") for n in range(10)))
    assert sorted(answers) == [401] * PER_ACCOUNT + [429] * (10 - PER_ACCOUNT)


async def test_the_right_one_of_many_guesses_does_not_show(failures: Failures) -> None:
    throttle, attempt = Throttle(failures), Attempt.at(KIM, "198.51.100.1")
    await throttle.admit(attempt)
    for _ in range(PER_ACCOUNT):
        await throttle.failed(attempt)
    with pytest.raises(Refusal, match="TOO_MANY_ATTEMPTS"):
        await throttle.succeeded(attempt)


async def test_replicas_share_the_counts(
    client: Client, serve: Serve, parts: Parts, user: dict[str, Any], redis: Redis, settings: Settings, prefix: str
) -> None:
    replica = await serve(replace(parts, throttle=Throttle(login_failures(redis, settings, prefix))))
    assert await guess(client, PER_ACCOUNT) == [401] * PER_ACCOUNT
    assert await log_in(replica, KIM, PASSWORD) == 429


async def test_no_email_is_kept_in_redis(client: Client, user: dict[str, Any], redis: Redis, prefix: str) -> None:
    await guess(client, 1)
    names = [name async for name in redis.scan_iter(f"{prefix}:*")]
    assert len(names) == 2
    assert not [name for name in names if b"kim" in name]


async def test_without_redis_logins_go_on_and_the_log_says_so_once(
    parts: Parts, serve: Serve, settings: Settings, user: dict[str, Any]
) -> None:
    nobody = redis_client(settings.model_copy(update={"redis_host": "127.0.0.1", "redis_port": unused_port()}))
    client = await serve(replace(parts, throttle=Throttle(login_failures(nobody, settings))))
    with capture_logs() as logs:
        assert await guess(client, PER_ACCOUNT + 1) == [401] * (PER_ACCOUNT + 1)
        assert await log_in(client, KIM, PASSWORD) == 200
    assert [entry["event"] for entry in logs] == ["logins are not throttled, for Redis is away"]
    await nobody.aclose()
