"""The HTTP side of every process: correlation ids in, problem details out, health for whoever runs it."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from uuid import UUID

import psycopg2
import structlog
from aiohttp import web
from pydantic import ValidationError

from common import problems
from common.context import CORRELATION_HEADER, adopt_correlation_id
from common.errors import Overloaded, Refusal
from common.exposition import answered, serve_metrics
from common.faults import TRANSIENT
from common.jsons import dumps
from common.tracing import spans

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

BODY_LIMIT = 256 * 1024  # bytes
DEADLINE_HEADER = "X-Deadline-Ms"  # how long the caller will wait
MILLISECONDS = re.compile("[0-9]{1,7}")
CORRELATION_ID = web.RequestKey("correlation_id", UUID)
CORRELATION_TEXT = web.RequestKey("correlation_text", str)
NOT_TRACED = ("/health", "/ready", "/metrics")

log = structlog.get_logger(__name__)

# What aiohttp finds by itself: code and detail.
FOUND_BY_AIOHTTP = {
    404: ("NOT_FOUND", "there is nothing at this path"),
    405: ("METHOD_NOT_ALLOWED", "this path does not answer this method; Allow names those it does"),
    413: ("PAYLOAD_TOO_LARGE", "a request body may hold 256 KiB at most"),
}


def json_response(body: object, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """A JSON answer; decimals stay exact."""
    return web.Response(body=dumps(body), status=status, content_type="application/json", headers=headers or {})


def application(node: str, is_ready: Callable[[], bool], *, heeds_deadlines: bool = True) -> web.Application:
    """An aiohttp application with the middlewares of the house, `/health`, `/ready` and `/metrics`.

    The edge heeds no deadlines: those that clients name are not its own.
    """
    middlewares = [correlate, answer_errors, *([in_time] if heeds_deadlines else [])]
    if spans().wanted:
        middlewares.insert(0, trace)
    app = web.Application(middlewares=middlewares, client_max_size=BODY_LIMIT)

    async def health(_: web.Request) -> web.Response:
        return json_response({"status": "ok", "node": node})

    async def ready(_: web.Request) -> web.Response:
        working = is_ready()
        return json_response({"status": "ready" if working else "starting", "node": node}, 200 if working else 503)

    app.router.add_get("/health", health)
    app.router.add_get("/ready", ready)
    serve_metrics(app)
    return app


@web.middleware
async def trace(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Go on with the trace that the caller began, or begin one."""
    resource = request.match_info.route.resource
    route = resource.canonical if resource else "unknown"
    if route in NOT_TRACED:
        return await handler(request)
    with spans().serving(request.method, request.path, route, request.headers.get("traceparent")) as told:
        response = await handler(request)
        told(response.status)
        return response


@web.middleware
async def correlate(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give the request its correlation id, and the answer its header."""
    structlog.contextvars.clear_contextvars()
    chosen, text = adopt_correlation_id(request.headers.get(CORRELATION_HEADER))
    request[CORRELATION_ID], request[CORRELATION_TEXT] = chosen, text
    begun = time.perf_counter()
    response = await handler(request)
    if not response.prepared:  # a stream, when it was: how long its reader stayed says nothing
        answered(request, response.status, time.perf_counter() - begun)
        response.headers[CORRELATION_HEADER] = text
    return response


@web.middleware
async def in_time(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give up when the caller does, by the time left that it names; raises `TimeoutError` (transient)."""
    left = MILLISECONDS.fullmatch(request.headers.get(DEADLINE_HEADER, ""))
    async with asyncio.timeout(int(left[0]) / 1000 if left else None):
        return await handler(request)


@web.middleware
async def answer_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn what a handler raises into a problem: a refusal 4xx, a transient fault 503, a defect 500 with a log."""
    try:
        return await handler(request)
    except Refusal as refusal:
        return problems.refused(refusal)
    except ValidationError as error:
        return problems.invalid(error)
    except web.HTTPException as error:
        if error.status < 400:
            raise  # a redirect
        return _of_aiohttp(error)
    except web.RequestPayloadError as error:
        return problems.problem(400, "MALFORMED_BODY", f"the body cannot be decoded: {error}")
    except psycopg2.DataError as error:
        log.warning("a value cannot be stored", path=request.path, error=str(error))
        return problems.problem(422, "VALIDATION_FAILED", "the request holds a value that cannot be stored")
    except Overloaded as error:
        return problems.unavailable(str(error))
    except TRANSIENT as error:
        log.warning("a dependency is away", path=request.path, error=f"{type(error).__name__}: {error}")
        return problems.unavailable("a part of the system is away for the moment")
    except Exception:  # the edge of the process: logged whole, told to the caller without detail
        log.exception("a request failed", method=request.method, path=request.path)
        return problems.problem(500, "INTERNAL_ERROR", "this is a defect; the log has it under the correlation id")


def _of_aiohttp(error: web.HTTPException) -> web.Response:
    code, detail = FOUND_BY_AIOHTTP.get(error.status, (error.reason.upper().replace(" ", "_"), error.reason))
    errors: list[problems.FieldError] | None = None
    if error.status == 413:
        errors = [{"field": "body", "message": "is over 256 KiB"}]
    headers = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
    return problems.problem(error.status, code, detail, errors=errors, headers=headers)
