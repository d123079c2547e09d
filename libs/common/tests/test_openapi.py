"""The API's document says of each endpoint what its route and its models say."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from aiohttp import web
from common.openapi import Answer, Money, Operation, fragment, operation, operation_of
from pydantic import BaseModel, Field
from typing_extensions import TypedDict


class Colour(StrEnum):
    RED = "RED"


class Cup(TypedDict):
    price: Money
    colour: Colour | None


class CupBody(BaseModel):
    price: Annotated[Decimal, Field(ge=0)]


class CupQuery(BaseModel):
    colour: Colour | None = None
    limit: int = Field(50, ge=1, le=200)


MAKE = Operation("Make a cup", {201: Answer(Cup, "the cup", ("Location",))}, body=CupBody, refusals={409: ("BROKEN",)})
LIST = Operation("List cups", {200: Answer(list[Cup], "all")}, query=CupQuery, headers=("If-Match",))


def test_a_body_and_an_answer_are_named_by_their_models() -> None:
    document = fragment({("POST", "/cups"): MAKE})
    make = document["paths"]["/cups"]["post"]
    assert make["summary"] == "Make a cup"
    assert make["requestBody"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/CupBody"}
    made = make["responses"]["201"]
    assert made["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Cup"}
    assert list(made["headers"]) == ["Location"]
    assert document["components"]["schemas"]["Cup"]["properties"]["price"]["type"] == "number"


def test_refusals_are_problems_and_wrong_fields_are_one_of_them() -> None:
    responses = fragment({("POST", "/cups"): MAKE})["paths"]["/cups"]["post"]["responses"]
    assert {status: responses[status]["description"] for status in ("409", "422")} == {
        "409": "BROKEN",
        "422": "VALIDATION_FAILED",
    }
    assert list(responses["409"]["content"]) == ["application/problem+json"]


def test_each_field_of_a_query_is_a_parameter_and_what_it_refers_to_is_there() -> None:
    document = fragment({("GET", "/cups"): LIST})
    parameters = {p["name"]: p for p in document["paths"]["/cups"]["get"]["parameters"]}
    assert [(name, p["in"]) for name, p in parameters.items()] == [
        ("colour", "query"),
        ("limit", "query"),
        ("If-Match", "header"),
    ]
    assert parameters["limit"]["schema"]["maximum"] == 200
    assert parameters["colour"]["schema"] == {"$ref": "#/components/schemas/Colour"}
    assert set(document["components"]["schemas"]) == {"Colour", "Cup", "Problem", "FieldError"}


def test_a_handler_is_described_where_it_is_written() -> None:
    @operation(LIST)
    async def handler(_: web.Request) -> web.Response:
        return web.Response()

    assert operation_of(handler) is LIST
