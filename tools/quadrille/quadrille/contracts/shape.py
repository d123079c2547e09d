"""The shape of an event: its fields by their paths, such as `items[].price`, each with what JSON it may be."""

from collections.abc import Iterator
from typing import Any

from common.contracts import Event
from common.contracts.base import JsonObject

_PROSE = frozenset({"title", "description", "examples", "default", "$defs"})  # for people: no reader trips over it
_CHOICES = ("anyOf", "oneOf", "allOf", "prefixItems")


def demanded(contract: type[Event]) -> set[str]:
    """The fields that a record must have to be read."""
    return {path for path, _, required in _walk(contract.model_json_schema(mode="validation")) if required}


def fields(schema: JsonObject) -> dict[str, JsonObject]:
    """Every field's path and what it may be; parts of it that are fields themselves are told apart."""
    return {path: _without_parts(field) for path, field, _ in _walk(schema)}


def values(event: JsonObject, path: str) -> list[Any]:
    """What an event has at a field's path; several of a list, none where it is missing."""
    found: list[Any] = [event]
    for step in path.split("."):
        name = step.removesuffix("[]")
        found = [each[name] for each in found if name in each]
        if step != name:
            found = [item for each in found for item in each]
    return found


def accepts(reader: JsonObject, writer: JsonObject) -> bool:
    """Whether who reads a field as `reader` bears all that may be written of it as `writer`."""
    known = _alternatives(reader)
    return all(said in known or _kind(said) in known for said in _alternatives(writer))


def _walk(schema: JsonObject) -> Iterator[tuple[str, JsonObject, bool]]:
    yield from _fields(_plain(schema, schema.get("$defs", {})), "")


def _fields(schema: JsonObject, at: str) -> Iterator[tuple[str, JsonObject, bool]]:
    for name, field in schema.get("properties", {}).items():
        yield at + name, field, name in schema.get("required", ())
        items = field.get("items")
        yield from _fields(items, f"{at}{name}[].") if isinstance(items, dict) else _fields(field, f"{at}{name}.")


def _plain(schema: JsonObject, defs: JsonObject) -> JsonObject:
    """Without words for people, and with what it refers to in its place."""
    if reference := schema.get("$ref"):
        return _plain(defs[reference.rpartition("/")[2]], defs)
    plain: JsonObject = {}
    for word, said in schema.items():
        if word in _PROSE:
            continue
        if word == "properties":
            plain[word] = {name: _plain(field, defs) for name, field in said.items()}
        elif word in _CHOICES:
            plain[word] = [_plain(choice, defs) for choice in said]
        elif word == "required":
            plain[word] = sorted(said)
        else:
            plain[word] = _plain(said, defs) if isinstance(said, dict) else said
    return plain


def _without_parts(field: JsonObject) -> JsonObject:
    own = {word: said for word, said in field.items() if word not in ("properties", "required")}
    return {**own, "items": _without_parts(own["items"])} if isinstance(own.get("items"), dict) else own


def _alternatives(field: JsonObject) -> list[JsonObject]:
    if "anyOf" in field:
        return [each for choice in field["anyOf"] for each in _alternatives(choice)]
    if "enum" in field:
        return [{"type": field.get("type"), "const": value} for value in field["enum"]]
    return [field]


def _kind(field: JsonObject) -> JsonObject:
    """What one value is an instance of."""
    return {"type": field["type"]} if "const" in field and "type" in field else field
