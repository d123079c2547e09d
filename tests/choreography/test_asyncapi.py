"""The AsyncAPI document is one: by the schema of AsyncAPI itself, in its references, its examples and its payloads."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from common import asyncapi
from jsonschema import Draft7Validator
from jsonschema.validators import Draft202012Validator

FILE = Path(__file__).parents[2] / "docs" / "asyncapi.yaml"
OFFICIAL = Path(__file__).with_name("asyncapi-3.0.0.schema.json")

Json = dict[str, Any]


@pytest.fixture(scope="module")
def document() -> Json:
    read: Json = yaml.safe_load(FILE.read_text())
    return read


@pytest.fixture(scope="module")
def validator() -> Draft7Validator:
    return Draft7Validator(json.loads(OFFICIAL.read_text()))


def faults(document: Json) -> list[str]:
    """References that point nowhere."""
    found = []
    for reference in references(document):
        at: Any = document
        for step in reference.removeprefix("#/").split("/"):
            at = at.get(step.replace("~1", "/").replace("~0", "~")) if isinstance(at, dict) else None
        if at is None:
            found.append(f"{reference} points nowhere")
    return found


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for each in part.values():
            yield from references(each)
    elif isinstance(part, list):
        for each in part:
            yield from references(each)


def test_the_document_is_valid_by_the_schema_of_asyncapi(document: Json, validator: Draft7Validator) -> None:
    assert [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)] == []


def test_so_is_the_one_that_the_gateway_serves(validator: Draft7Validator) -> None:
    served = asyncapi.document()
    assert [f"{error.json_path}: {error.message}" for error in validator.iter_errors(served)] == []
    assert faults(served) == []


def test_the_schema_sees_what_is_wrong(document: Json, validator: Draft7Validator) -> None:
    operation = document["operations"]["order.says"]
    broken = {**document, "operations": {"order.says": {**operation, "action": "shout"}}}
    assert not validator.is_valid(broken)


def test_every_reference_points_somewhere(document: Json) -> None:
    assert faults(document) == []
    assert len(list(references(document))) > 50


def test_a_reference_that_points_nowhere_is_found(document: Json) -> None:
    messages = {**document["components"]["messages"]}
    del messages["order.paid"]
    broken = {**document, "components": {**document["components"], "messages": messages}}
    assert set(faults(broken)) == {"#/components/messages/order.paid points nowhere"}


def test_the_example_of_every_message_fits_its_payload(document: Json) -> None:
    for name, message in document["components"]["messages"].items():
        whole = {**message["payload"], "components": document["components"]}
        for example in message["examples"]:
            errors = [error.message for error in Draft202012Validator(whole).iter_errors(example["payload"])]
            assert errors == [], name


def test_what_a_service_sees_it_receives_from_the_channel_of_whoever_says_it(document: Json) -> None:
    seen = document["operations"]["payment.sees.order"]
    assert (seen["action"], seen["channel"]) == ("receive", {"$ref": "#/channels/order"})
    assert {"$ref": "#/channels/order/messages/order.placed"} in seen["messages"]
    assert {"$ref": "#/channels/order/messages/order.paid"} not in seen["messages"]
