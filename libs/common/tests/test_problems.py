"""Whatever goes wrong with a request, the caller gets a problem it can act on."""

from collections.abc import AsyncIterator
from typing import Any

import psycopg2
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from common.contracts import Item
from common.errors import Overloaded, Poison, Refusal, StreamConflict, Transient
from common.http import BODY_LIMIT, application, json_response
from structlog.testing import capture_logs

Client = TestClient[web.Request, web.Application]

FAULTS: dict[str, BaseException] = {
    "transient": Transient("away"),
    "conflict": StreamConflict("again"),
    "overloaded": Overloaded("400 commands are waiting already"),
    "database": psycopg2.OperationalError("password of the server"),
    "timeout": TimeoutError(),
    "refusal": Refusal("DUPLICATE_ORDER", "the product is taken", 409),
    "for-a-while": Refusal("TOO_MANY_ATTEMPTS", "wait", 429, retry_after=7),
    "nul": psycopg2.DataError("A string literal cannot contain NUL (0x00) characters."),
    "defect": KeyError("secret"),
    "poison": Poison("a secret would be said, but nothing declares it"),
    "redirect": web.HTTPFound("/elsewhere"),
}


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    """A client of an application that takes items, and fails as asked."""
    app = application("test-1", lambda: True)

    async def take(request: web.Request) -> web.Response:
        Item.model_validate_json(await request.read())
        return json_response({}, 201)

    async def fail(request: web.Request) -> web.Response:
        raise FAULTS[request.match_info["fault"]]

    app.add_routes([web.post("/items", take), web.get("/fail/{fault}", fail)])
    async with TestClient(TestServer(app)) as client:
        yield client


async def problem(client: Client, method: str, path: str, status: int, **more: Any) -> dict[str, Any]:
    """Ask; the answer's problem, when it is one of `status` in the shape every problem has."""
    async with client.request(method, path, **more) as response:
        assert response.status == status
        assert response.content_type == "application/problem+json"
        body: dict[str, Any] = await response.json()
        assert body["status"] == status
        assert body["correlationId"] == response.headers["X-Correlation-Id"]
        assert {"type", "title", "detail", "code"} <= body.keys()
        return {**body, "headers": response.headers}


async def test_a_refusal_is_told_with_its_status_and_code(client: Client) -> None:
    answer = await problem(client, "GET", "/fail/refusal", 409)
    assert (answer["code"], answer["detail"]) == ("DUPLICATE_ORDER", "the product is taken")


async def test_a_refusal_that_ends_says_after_how_many_seconds(client: Client) -> None:
    answer = await problem(client, "GET", "/fail/for-a-while", 429)
    assert (answer["code"], answer["headers"]["Retry-After"]) == ("TOO_MANY_ATTEMPTS", "7")
    assert "Retry-After" not in (await problem(client, "GET", "/fail/refusal", 409))["headers"]


async def test_a_body_that_is_not_valid_is_told_field_by_field(client: Client) -> None:
    body = {"productId": "p", "productName": "n", "quantity": "many"}
    answer = await problem(client, "POST", "/items", 422, json=body)
    assert answer["code"] == "VALIDATION_FAILED"
    assert {error["field"] for error in answer["errors"]} == {"quantity", "price"}


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b'{"a": 1,}'])
async def test_a_body_that_is_not_json_is_malformed(client: Client, body: bytes) -> None:
    assert (await problem(client, "POST", "/items", 400, data=body))["code"] == "MALFORMED_JSON"


async def test_a_body_over_the_limit_is_too_large(client: Client) -> None:
    answer = await problem(client, "POST", "/items", 413, data=b" " * (BODY_LIMIT + 1))
    assert answer["code"] == "PAYLOAD_TOO_LARGE"


async def test_a_value_the_database_cannot_hold_is_the_caller_s_to_mend(client: Client) -> None:
    assert (await problem(client, "GET", "/fail/nul", 422))["code"] == "VALIDATION_FAILED"


@pytest.mark.parametrize("fault", ["transient", "conflict", "overloaded", "database", "timeout"])
async def test_a_fault_that_passes_asks_the_caller_to_come_again(client: Client, fault: str) -> None:
    answer = await problem(client, "GET", f"/fail/{fault}", 503)
    assert answer["code"] == "SERVICE_UNAVAILABLE"
    assert int(answer["headers"]["Retry-After"]) > 0
    assert "password" not in answer["detail"]


@pytest.mark.parametrize("fault", ["defect", "poison"])
async def test_a_defect_is_told_without_its_details_which_are_logged(client: Client, fault: str) -> None:
    with capture_logs() as logs:
        answer = await problem(client, "GET", f"/fail/{fault}", 500)
    assert answer["code"] == "INTERNAL_ERROR"
    assert "secret" not in str(answer)
    assert [(line["event"], line["log_level"]) for line in logs] == [("a request failed", "error")]


async def test_an_unknown_path_is_not_found(client: Client) -> None:
    assert (await problem(client, "GET", "/nowhere", 404))["code"] == "NOT_FOUND"


async def test_a_wrong_method_is_told_which_are_right(client: Client) -> None:
    answer = await problem(client, "DELETE", "/items", 405)
    assert (answer["code"], answer["headers"]["Allow"]) == ("METHOD_NOT_ALLOWED", "POST")


async def test_a_redirect_is_no_problem(client: Client) -> None:
    async with client.get("/fail/redirect", allow_redirects=False) as response:
        assert (response.status, response.headers["Location"]) == (302, "/elsewhere")
