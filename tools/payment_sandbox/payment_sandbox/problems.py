"""Every refusal leaves as application/problem+json (RFC 9457), whoever raised it."""

import sqlite3
from http import HTTPStatus

import orjson
import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

log = structlog.get_logger(__name__)


class Problem(Exception):
    """A refusal the caller is told of: an HTTP status, a stable code and one clear sentence."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail

    def document(self) -> dict[str, object]:
        """`{type, title, status, detail, code}`."""
        return {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
        }


@web.middleware
async def answer_problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn what a handler raises into a problem, and log each request about money with its order and key."""
    structlog.contextvars.clear_contextvars()  # a kept-alive connection shares one context between requests
    try:
        response = await handler(request)
    except Problem as problem:
        response = _response(problem)
    except web.HTTPClientError as error:
        response = _response(Problem(error.status, error.reason.upper().replace(" ", "_"), error.reason))
        response.headers.extend({"Allow": error.headers["Allow"]} if "Allow" in error.headers else {})
    except sqlite3.OperationalError as fault:
        log.error("record_unavailable", error=str(fault))
        response = _response(Problem(503, "RECORD_UNAVAILABLE", f"the record cannot be used: {fault}"))
    if request.path.startswith("/v1/"):
        log.info("answered", method=request.method, path=request.path, status=response.status)
    return response


def _response(problem: Problem) -> web.Response:
    body = orjson.dumps(problem.document())
    return web.Response(status=problem.status, body=body, content_type="application/problem+json")
