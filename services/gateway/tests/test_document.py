"""The API's document is made of the table of routes and of what services and the edge say of themselves."""

from typing import Any

import pytest
from aiohttp import web
from common.contracts import EVENTS
from common.openapi import Answer, Operation, fragment
from gateway_service.document import document
from gateway_service.routes import Needs, Route
from gateway_service.testing import StartGateway, Upstream
from openapi_spec_validator import validate
from pydantic import BaseModel
from typing_extensions import TypedDict


class Cup(TypedDict):
    colour: str


class CupBody(BaseModel):
    colour: str


MADE = {201: Answer(Cup, "the cup")}
MAKE = Operation("Make a cup", MADE, body=CupBody, headers=("If-Match",), refusals={403: ("X",)})
BREAK = Operation("Break a cup", {200: Answer(Cup, "its pieces")}, refusals={404: ("NOT_FOUND",)})
ROUTES = (
    Route("POST", "/cups", "order", Needs.USER),
    Route("POST", "/cups/{cupId}/break", "order", Needs.ADMIN, "/cups/{id}/destroy"),
    Route("GET", "/shelf/{key}", None, Needs.PUBLIC),
)
PART = fragment({("POST", "/cups"): MAKE, ("POST", "/cups/{id}/destroy"): BREAK})
OWN = {("GET", "/shelf/{key}"): Operation("Look", {200: Answer(Cup, "one")})}


@pytest.fixture
def whole() -> dict[str, Any]:
    return document(ROUTES, {"order": PART}, OWN)


def test_it_is_valid_openapi(whole: dict[str, Any]) -> None:
    validate(whole)


def test_a_path_is_the_clients_whatever_the_service_calls_it(whole: dict[str, Any]) -> None:
    assert list(whole["paths"]) == ["/cups", "/cups/{cupId}/break", "/shelf/{key}"]
    breaking = whole["paths"]["/cups/{cupId}/break"]["post"]
    assert (breaking["summary"], breaking["operationId"]) == ("Break a cup", "postCupsCupIdBreak")
    assert breaking["parameters"][0]["name"] == "cupId"
    assert breaking["parameters"][0]["schema"]["format"] == "uuid"


def test_the_edge_adds_what_it_answers_itself(whole: dict[str, Any]) -> None:
    making = whole["paths"]["/cups"]["post"]["responses"]
    assert set(making) == {"201", "400", "401", "403", "408", "413", "415", "422", "429", "503"}
    assert making["403"]["description"] == "X, USER_SUSPENDED"
    assert making["400"]["description"] == "MALFORMED_JSON, MALFORMED_BODY, MALFORMED_HEADER"
    breaking = whole["paths"]["/cups/{cupId}/break"]["post"]
    assert breaking["responses"]["403"]["description"] == "USER_SUSPENDED, FORBIDDEN"
    assert breaking["security"] == [{"bearer": []}]
    looking = whole["paths"]["/shelf/{key}"]["get"]
    assert (set(looking["responses"]), looking["security"]) == ({"200", "404"}, [])


def test_models_of_one_name_are_kept_apart(whole: dict[str, Any]) -> None:
    schemas = whole["components"]["schemas"]
    assert {"order.Cup", "gateway.Cup", "Problem", "FieldError"} <= set(schemas)
    made = whole["paths"]["/cups"]["post"]["responses"]["201"]["content"]["application/json"]["schema"]
    assert made == {"$ref": "#/components/schemas/order.Cup"}


async def test_without_a_service_that_never_told_its_part_there_is_no_document(start_gateway: StartGateway) -> None:
    gateway = await start_gateway(tracker_urls="http://127.0.0.1:1")
    answer = await gateway.get("/openapi.json")
    assert (answer.status, answer.headers["Retry-After"]) == (503, "1")


async def test_the_document_of_messages_is_served_with_every_event(start_gateway: StartGateway) -> None:
    gateway = await start_gateway()
    said = await (await gateway.get("/asyncapi.json")).json()
    assert said["asyncapi"] == "3.0.0"
    assert said["components"]["messages"].keys() == {event.type for event in EVENTS}


async def test_swagger_ui_comes_with_all_it_needs_from_here(start_gateway: StartGateway) -> None:
    gateway = await start_gateway()
    page = await (await gateway.get("/api")).text()
    for asset in ("/api/swagger-ui.css", "/api/swagger-ui-bundle.js", "/api/start.js"):
        assert asset in page
        answer = await gateway.get(asset)
        assert (answer.status, len(await answer.read()) > 100) == (200, True)
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "//" not in page.replace("<!DOCTYPE", "")


async def test_a_service_that_answers_anything_else_keeps_its_part(start_gateway: StartGateway) -> None:
    async def refuse(_: web.Request) -> web.Response:
        return web.json_response({"code": "NOT_FOUND"}, status=404)

    async with Upstream(refuse) as services:
        urls = {f"{name}_urls": services.url for name in ("auth", "order", "tracker")}
        gateway = await start_gateway(**urls)
        answer = await gateway.get("/openapi.json")
        assert (answer.status, (await answer.json())["code"]) == (503, "SERVICE_UNAVAILABLE")
