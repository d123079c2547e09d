"""What each endpoint says of itself: the API's document is made from the routes and the models that serve it.

A service describes what it knows (summary, body, query, answers, refusals); the gateway adds what the edge knows (paths
as clients see them, tokens, limits) and publishes the whole as OpenAPI 3.1.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar

from aiohttp import web
from pydantic import BaseModel, TypeAdapter, WithJsonSchema

from common.http import Handler, json_response
from common.problems import Problem

Mode = Literal["validation", "serialization"]
TAKEN: Mode = "validation"
ANSWERED: Mode = "serialization"

PATH = "/openapi.json"
REF = "#/components/schemas/{model}"

# As answers have it: an exact JSON number.
Money = Annotated[Decimal, WithJsonSchema({"type": "number", "description": "exact, at most two decimal places"})]

Json = dict[str, Any]
H = TypeVar("H", bound=Handler)


@dataclass(frozen=True, slots=True)
class Answer:
    """A documented answer: the type of its JSON body, what it means, and the headers it carries."""

    model: Any
    means: str
    headers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """One endpoint, as its service documents it.

    `refusals` maps HTTP statuses to the stable codes of their problems; 422 is added where there is a body or a query.
    """

    summary: str
    answers: Mapping[int, Answer]
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    headers: tuple[str, ...] = ()
    refusals: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


# Request headers that operations may name.
HEADERS: Mapping[str, Json] = {
    "Idempotency-Key": {"type": "string", "minLength": 1, "maxLength": 255},
    "If-Match": {"type": "string", "description": "the ETag of the version that may be changed"},
    "Last-Event-ID": {"type": "string", "description": "the id of the last event seen"},
}

_operations: dict[Handler, Operation] = {}


def operation(described: Operation) -> Callable[[H], H]:
    """Describe a handler."""

    def remember(handler: H) -> H:
        _operations[handler] = described
        return handler

    return remember


def operation_of(handler: Handler) -> Operation:
    """What was said of a handler; raises `KeyError` for one that nothing was said of."""
    return _operations[handler]


def serve_openapi(app: web.Application, routes: Iterable[web.RouteDef]) -> None:
    """Let a service tell its part of the API's document, at `/openapi.json` of its own port."""
    document = fragment({(route.method, route.path): operation_of(route.handler) for route in routes})

    async def get(_: web.Request) -> web.Response:
        return json_response(document)

    app.router.add_get(PATH, get)


def fragment(operations: Mapping[tuple[str, str], Operation]) -> Json:
    """`{paths, components}` of operations by method and path."""
    schemas = _Schemas(operations.values())
    paths: dict[str, Json] = {}
    for (method, path), described in operations.items():
        paths.setdefault(path, {})[method.lower()] = _operation(described, schemas)
    return {"paths": paths, "components": {"schemas": schemas.definitions}}


class _Schemas:
    """JSON Schemas of every model that operations name, each once."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        models: list[tuple[Any, Mode]] = [(Problem, ANSWERED)]
        for described in operations:
            taken = (described.body, described.query)
            found = [*((a.model, ANSWERED) for a in described.answers.values()), *((m, TAKEN) for m in taken)]
            models += [pair for pair in found if pair[0] is not None and pair not in models]
        self._schemas, shared = TypeAdapter.json_schemas(
            [(model, mode, TypeAdapter(model)) for model, mode in models], ref_template=REF
        )
        self.definitions: Json = dict(shared.get("$defs", {}))

    def answered(self, model: Any) -> Json:
        return dict(self._schemas[model, ANSWERED])

    def taken(self, model: type[BaseModel]) -> Json:
        return dict(self._schemas[model, TAKEN])

    def query(self, model: type[BaseModel]) -> Json:
        """The schema of a query's model, which no operation refers to: each of its fields is a parameter."""
        return dict(self.definitions.pop(model.__name__, None) or self._schemas[model, TAKEN])


def _operation(described: Operation, schemas: _Schemas) -> Json:
    document: Json = {"summary": described.summary}
    parameters = [*_query(described.query, schemas), *(_header(name) for name in described.headers)]
    if parameters:
        document["parameters"] = parameters
    if described.body is not None:
        content = {"application/json": {"schema": schemas.taken(described.body)}}
        document["requestBody"] = {"required": True, "content": content}
    document["responses"] = {str(s): _answer(a, schemas) for s, a in described.answers.items()}
    refusals = dict(described.refusals)
    if described.body is not None or described.query is not None:
        refusals[422] = (*refusals.get(422, ()), "VALIDATION_FAILED")
    for status, codes in sorted(refusals.items()):
        document["responses"][str(status)] = problem(*codes)
    return document


def _query(query: type[BaseModel] | None, schemas: _Schemas) -> Iterable[Json]:
    schema = schemas.query(query) if query is not None else {}
    for name, of_parameter in schema.get("properties", {}).items():
        required = name in schema.get("required", ())
        yield {"name": name, "in": "query", "required": required, "schema": _never_null(of_parameter)}


def _never_null(schema: Json) -> Json:
    """A parameter is there or it is not: None, as models have it, means the latter."""
    shown = {name: value for name, value in schema.items() if (name, value) != ("default", None)}
    kinds = [kind for kind in shown.pop("anyOf", []) if kind != {"type": "null"}]
    return shown | (kinds[0] if len(kinds) == 1 else {"anyOf": kinds} if kinds else {})


def _header(name: str) -> Json:
    return {"name": name, "in": "header", "required": False, "schema": HEADERS[name]}


def _answer(answer: Answer, schemas: _Schemas) -> Json:
    content = {"application/json": {"schema": schemas.answered(answer.model)}}
    document: Json = {"description": answer.means, "content": content}
    if answer.headers:
        document["headers"] = {name: {"schema": {"type": "string"}} for name in answer.headers}
    return document


def problem(*codes: str) -> Json:
    """A response that is a problem with one of `codes`."""
    return {
        "description": ", ".join(codes),
        "content": {"application/problem+json": {"schema": {"$ref": REF.format(model="Problem")}}},
    }
