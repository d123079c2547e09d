"""Problem details (RFC 9457): every error over HTTP has this shape and a stable `code`."""

from http import HTTPStatus
from typing import NotRequired

from aiohttp import web
from pydantic import ValidationError
from typing_extensions import TypedDict

from common.context import correlation_id
from common.errors import Refusal
from common.jsons import dumps

RETRY_AFTER_SECONDS = "1"


class FieldError(TypedDict):
    """What is wrong with one field, named by its path in the body."""

    field: str
    message: str


class Problem(TypedDict):
    """Every error over HTTP; programs go by `code`."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    correlationId: str | None
    errors: NotRequired[list[FieldError]]


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    errors: list[FieldError] | None = None,
    headers: dict[str, str] | None = None,
) -> web.Response:
    """An `application/problem+json` answer; `errors` names what is wrong field by field."""
    body: Problem = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "correlationId": correlation_id(),
    }
    if errors:
        body["errors"] = errors
    return web.Response(body=dumps(body), status=status, content_type="application/problem+json", headers=headers or {})


def refused(refusal: Refusal) -> web.Response:
    """The answer to a business refusal."""
    headers = {"Retry-After": str(refusal.retry_after)} if refusal.retry_after is not None else None
    return problem(refusal.status, refusal.code, refusal.detail, headers=headers)


def unavailable(detail: str) -> web.Response:
    """503 with Retry-After: a dependency is away, or too much is waiting."""
    return problem(503, "SERVICE_UNAVAILABLE", detail, headers={"Retry-After": RETRY_AFTER_SECONDS})


def invalid(error: ValidationError) -> web.Response:
    """422 that names each wrong field by its path in the body, such as `items.0.quantity`."""
    errors: list[FieldError] = [
        {"field": ".".join(map(str, e["loc"])) or "body", "message": e["msg"]}
        for e in error.errors(include_url=False, include_context=False, include_input=False)[:50]
    ]
    if any(e["type"] == "json_invalid" for e in error.errors(include_url=False, include_context=False)):
        return problem(400, "MALFORMED_JSON", errors[0]["message"], errors=errors)
    return problem(422, "VALIDATION_FAILED", f"{error.error_count()} field(s) are not valid", errors=errors)
