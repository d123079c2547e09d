"""A process tells in detail how it is: what answers, what does not and why, and how much waits to be published."""

import psycopg2
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from common.commands import Decider
from common.database import Database
from common.details import PATH, Details, broker, check, check_all, relay_state, serve_details
from common.ids import new_id
from common.settings import ServiceSettings
from common.testing.counter import Count, request


async def test_what_answers_is_told_with_its_time(settings: ServiceSettings, database: Database) -> None:
    questions = {"broker": broker(settings), "database": lambda: database.fetch_one("SELECT 1")}
    checks = await check_all(questions)
    assert {name: (found["ok"], found["error"]) for name, found in checks.items()} == {
        "broker": (True, None),
        "database": (True, None),
    }
    assert all(found["ms"] > 0 for found in checks.values())


async def test_what_is_away_is_told_with_the_reason(settings: ServiceSettings) -> None:
    assert (await check(broker(settings.model_copy(update={"kafka_brokers": "127.0.0.1:1"}))))["ok"] is False

    async def ask() -> None:
        raise psycopg2.OperationalError("the server is away")

    found = await check(ask)
    assert (found["ok"], found["error"]) == (False, "OperationalError")


async def test_what_was_said_and_not_published_is_the_relays_backlog(
    database: Database, counter: Decider[Count, int]
) -> None:
    assert await relay_state(database) == {"backlog": 0, "oldestSeconds": 0.0}
    async with database.transaction() as tx:
        await counter.execute(tx, [request(new_id(), 1), request(new_id(), 2)])
    state = await relay_state(database)
    assert state["backlog"] == 2
    assert state["oldestSeconds"] > 0


async def test_details_are_an_answer_even_when_something_is_wrong() -> None:
    app = web.Application()

    async def details() -> Details:
        return {"node": "order-1", "ok": False, "checks": {}, "lag": 0, "deadLetters": 0, "relay": None, "pool": None}

    serve_details(app, details)
    async with TestClient(TestServer(app)) as client:
        answer = await client.get(PATH)
        assert (answer.status, (await answer.json())["ok"]) == (200, False)
