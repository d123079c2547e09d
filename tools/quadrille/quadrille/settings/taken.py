"""What a setting takes, in words, of its JSON Schema."""

from collections.abc import Mapping
from typing import Any

_WORDS = {
    "boolean": "true or false",
    "string": "text",
    "path": "a path",
    "file-path": "a file",
    "duration": "a duration",
    "password": "text",
}
_NUMBERS = {"integer": "a whole number", "number": "a number"}


def taken(schema: Mapping[str, Any]) -> str:
    """One of several words, a number and from where on, a list, text: what the environment may say."""
    if choices := schema.get("enum"):
        return ", ".join(f"`{choice}`" for choice in choices)
    if schema["type"] == "array":
        of = "networks" if schema["items"].get("format") == "ipvanynetwork" else f"texts{_shape(schema['items'])}"
        return f"a list, comma separated, of {of}"
    if kind := _NUMBERS.get(schema["type"]):
        return f"{kind}{_from(schema)}"
    return _WORDS[schema.get("format", schema["type"])] + _shape(schema)


def _from(schema: Mapping[str, Any]) -> str:
    if "exclusiveMinimum" in schema:
        return f" above {schema['exclusiveMinimum']:g}"
    return f" from {schema['minimum']:g}" if "minimum" in schema else ""


def _shape(schema: Mapping[str, Any]) -> str:
    if pattern := schema.get("pattern"):
        return f" like `{pattern}`"
    if "maxLength" in schema:
        return f" of {schema['minLength']} to {schema['maxLength']} characters"
    return ""
