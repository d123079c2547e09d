"""The fields of an event as its JSON Schema tells them, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from common.schemas import schema_of

from quadrille.choreography.catalogue import Entry

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One field on the wire; one that is `optional` has a default."""

    name: str
    type: str
    optional: bool


def fields_of(entry: Entry) -> list[Field]:
    """All of them."""
    schema = schema_of(entry.contract)
    required = schema.get("required", ())
    return [Field(name, _words(each), name not in required) for name, each in schema["properties"].items()]


def _words(schema: Schema) -> str:
    if "anyOf" in schema:
        return " or ".join(_words(each) for each in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "items" in schema:
        return f"list of {_words(schema['items'])}"
    return str(schema.get("format", schema.get("type", "anything")))
