"""Reading requests and giving, delaying or withholding answers, the same for every endpoint."""

import asyncio
from typing import TypeVar

import structlog
from aiohttp import web
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from payment_sandbox.idempotency import Answer
from payment_sandbox.keys import CLOSING
from payment_sandbox.problems import Problem

NO_ANSWER = 444  # only for the log: nothing is sent


class Body(BaseModel):
    """A request's JSON object, camelCase; a member that is not known is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel)


B = TypeVar("B", bound=Body)


async def read_body(request: web.Request, model: type[B]) -> B:
    """Raise Problem 400 INVALID_REQUEST that names every member at fault."""
    try:
        return model.model_validate_json(await request.read())
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, fault['loc'])) or 'body'}: {fault['msg']}" for fault in error.errors())
        raise Problem(400, "INVALID_REQUEST", "; ".join(faults)) from error


def idempotency_key(request: web.Request) -> str:
    """Raise Problem 400 KEY_REQUIRED unless the header holds 1 to 200 characters."""
    key = request.headers.get("Idempotency-Key", "")
    if not 1 <= len(key) <= 200:
        raise Problem(400, "KEY_REQUIRED", "the header Idempotency-Key is required, 1 to 200 characters")
    structlog.contextvars.bind_contextvars(key=key)
    return key


def respond(answer: Answer) -> web.Response:
    structlog.contextvars.bind_contextvars(orderId=answer.order_id)
    kind = "application/json" if answer.status < 400 else "application/problem+json"
    response = web.Response(status=answer.status, text=answer.body, content_type=kind)
    if answer.replayed:
        response.headers["Idempotency-Replayed"] = "true"
    return response


async def hold(request: web.Request, seconds: float) -> bool:
    """Wait, but not for a process that is about to end. Return whether there is still time to go on."""
    try:
        async with asyncio.timeout(seconds):
            await request.app[CLOSING].wait()
    except TimeoutError:
        return True
    return False


def drop(request: web.Request) -> web.Response:
    """Close the connection without a word; the response returned is never sent."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=NO_ANSWER)
