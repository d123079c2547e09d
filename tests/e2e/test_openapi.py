"""The API is what its document says: every operation answers as documented, and every documented code can be had."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import schemathesis
from openapi_spec_validator import validate
from quadrille.client import Client

from tests.e2e.walk import Operation, Walker, generic, operations
from tests.e2e.walk_recipes import REFUSED, success

DECLINES = 5

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
async def walker(gateway_url: str, admin: Client) -> AsyncIterator[Walker]:
    async with httpx.AsyncClient(base_url=gateway_url, timeout=15) as http:
        walking = Walker(http, "", admin.token, "", {})
        walking.customer, _ = await walking.register()
        walking.suspended, walking.suspended_account = await walking.register()
        for _ in range(DECLINES):
            await walking.order("card_declined", token=walking.suspended)
        who = {"Authorization": f"Bearer {walking.suspended}"}
        for _ in range(3):  # each gateway hears of it in its own time
            while (await http.get("/auth/me", headers=who)).status_code != 403:
                await asyncio.sleep(0.1)
        yield walking


async def test_the_document_is_valid_and_names_every_row_of_the_api(gateway_url: str) -> None:
    async with httpx.AsyncClient(base_url=gateway_url) as http:
        document = (await http.get("/openapi.json")).raise_for_status().json()
    validate(document)
    assert len(operations(document)) >= 27


async def test_every_operation_succeeds_and_every_documented_refusal_can_be_had(walker: Walker) -> None:
    document = (await walker.http.get("/openapi.json")).raise_for_status().json()
    schema = schemathesis.openapi.from_dict(document)
    wrong: list[str] = []
    for operation in operations(document):
        wrong += await _walk(walker, operation, schema)
    assert wrong == []


async def _walk(walker: Walker, operation: Operation, schema: Any) -> list[str]:
    documented = schema[operation.path][operation.method]
    wrong = []
    answer = await walker.send(operation, await success(operation)(walker, operation))
    if not answer.is_success:
        wrong.append(f"{operation.name} should succeed: {answer.status_code} {answer.text[:200]}")
    documented.validate_response(answer)
    for status, code in operation.refusals:
        answer = await _refused(walker, operation, code)
        got = (answer.status_code, answer.json().get("code"))
        if got != (status, code):
            wrong.append(f"{operation.name} should be refused by {status} {code}, not {got}")
        documented.validate_response(answer)
    return wrong


async def _refused(walker: Walker, operation: Operation, code: str) -> httpx.Response:
    recipe = REFUSED.get((operation.name, code))
    if recipe is not None:
        return await recipe(walker, operation)
    answer = await generic(walker, operation, success(operation), code)
    assert answer is not None, f"nothing here brings about {operation.name} {code}"
    return answer
