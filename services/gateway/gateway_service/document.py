"""The API's document (OpenAPI 3.1): what services say of their endpoints, and what the edge adds to each.

Nothing is written down twice: paths, roles and services come from the table of routes, bodies and answers from the
models that read and make them.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from common.openapi import HEADERS, fragment, problem
from common.openapi import Operation as Described

from gateway_service.routes import Needs, Route, segment

Json = dict[str, Any]

INFO = {
    "title": "Quadrille",
    "version": "1.0.0",
    "description": "An order system whose services dance without a conductor. Register, authorize with the access"
    " token, place an order, follow its saga.",
}
BEARER = {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
SHARED = {"Problem", "FieldError"}
# By the first segment of a path.
TAGS = {"auth": "auth", ".well-known": "auth", "orders": "orders", "saga": "sagas", "sagas": "sagas", "trace": "traces"}
CORRELATION = {
    "name": "X-Correlation-Id",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "format": "uuid"},
    "description": "begins or continues a story; made when it is missing or no UUID",
}


def document(routes: Iterable[Route], fragments: Mapping[str, Json], own: Mapping[tuple[str, str], Described]) -> Json:
    """The whole document. `fragments` by service are what `common.openapi.fragment` makes; `own` are the gateway's."""
    parts = {**fragments, "gateway": fragment(own)}
    paths: dict[str, Json] = {}
    for route in routes:
        owner = route.service or "gateway"
        found = _find(parts[owner], route)
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, _named(found, owner))
    schemas = {name: schema for owner, part in parts.items() for name, schema in _schemas(part, owner)}
    return {
        "openapi": "3.1.0",
        "info": INFO,
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": BEARER},
    }


def _schemas(part: Json, owner: str) -> Iterable[tuple[str, Json]]:
    for name, schema in part["components"]["schemas"].items():
        yield (name if name in SHARED else f"{owner}.{name}"), _named(schema, owner)


def _find(part: Json, route: Route) -> Json:
    """The operation of a route in its service's part; raises `KeyError` for one that is not there."""
    methods: Json = {_shape(path): methods for path, methods in part["paths"].items()}
    return dict(methods[_shape(route.target or route.path)][route.method.lower()])


def _shape(path: str) -> str:
    return re.sub(r"{\w+}", "{}", path)


def _named(part: Any, owner: str) -> Any:
    """The same, with schemas called after their owner: two services may have a model of one name."""
    if isinstance(part, dict):
        return {name: _ref(value, owner) if name == "$ref" else _named(value, owner) for name, value in part.items()}
    return [_named(each, owner) for each in part] if isinstance(part, list) else part


def _ref(ref: str, owner: str) -> str:
    return ref if ref.rpartition("/")[2] in SHARED else ref.replace("/schemas/", f"/schemas/{owner}.")


def _operation(route: Route, found: Json) -> Json:
    first = route.path.split("/")[1]
    named = re.sub(r"\W+(\w)", lambda match: match[1].upper(), f"{route.method.lower()} {route.path}")
    responses = found["responses"]
    for status, codes in _edge_refusals(route, found).items():
        before = responses[str(status)]["description"].split(", ") if str(status) in responses else []
        responses[str(status)] = problem(*dict.fromkeys([*before, *codes]))
    return {
        "operationId": named.rstrip("}"),
        "tags": [TAGS.get(first, "diagnostics")],
        "summary": found["summary"],
        "security": [] if route.needs is Needs.PUBLIC else [{"bearer": []}],
        "parameters": [*map(_segment, route.names), *found.get("parameters", []), CORRELATION],
        **({"requestBody": found["requestBody"]} if "requestBody" in found else {}),
        "responses": dict(sorted(responses.items())),
    }


def _segment(name: str) -> Json:
    kind = {"pattern": f"^{segment(name)}$"} if name == "key" else {"format": "uuid"}
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", **kind}}


def _edge_refusals(route: Route, found: Json) -> dict[int, tuple[str, ...]]:
    """What the edge answers before, or instead of, the service."""
    refusals: dict[int, tuple[str, ...]] = {503: ("SERVICE_UNAVAILABLE",)} if route.service else {}
    if route.needs is not Needs.PUBLIC:
        refusals[401] = ("UNAUTHENTICATED",)
        refusals[403] = ("USER_SUSPENDED", *(("FORBIDDEN",) if route.needs is Needs.ADMIN else ()))
        refusals[429] = ("TOO_MANY_REQUESTS",)
    if route.names:  # a segment that cannot be right makes an unknown path
        refusals[404] = ("NOT_FOUND",)
    if "requestBody" in found:
        refusals[400] = ("MALFORMED_JSON", "MALFORMED_BODY")
        refusals[408], refusals[413] = ("REQUEST_TIMEOUT",), ("PAYLOAD_TOO_LARGE",)
        refusals[415] = ("UNSUPPORTED_MEDIA_TYPE",)
    if any(parameter["name"] in HEADERS for parameter in found.get("parameters", [])):
        refusals[400] = (*refusals.get(400, ()), "MALFORMED_HEADER")
    return refusals
