"""Reading a request's body: bounded in size and time, and JSON at least in form; the services judge the fields."""

import asyncio

import orjson
from aiohttp import web
from common.errors import Refusal
from common.http import BODY_LIMIT


async def read_json(request: web.Request, deadline: float) -> bytes:
    """The body as it came, empty if there is none.

    Raises `web.HTTPRequestEntityTooLarge` and `Refusal`s: 400, 408 when it has not come by `deadline` (the event loop's
    time), 415.
    """
    if request.method == "GET" or not request.body_exists:
        return b""
    if (request.content_length or 0) > BODY_LIMIT:  # said beforehand, so nothing need be read
        raise web.HTTPRequestEntityTooLarge(BODY_LIMIT)
    body = await _read(request, deadline)
    if not body:
        return b""
    if request.content_type != "application/json":
        raise Refusal("UNSUPPORTED_MEDIA_TYPE", "the body must be application/json", 415)
    try:
        orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Refusal("MALFORMED_JSON", f"the body is not JSON: {error}", 400) from error
    return body


async def _read(request: web.Request, deadline: float) -> bytes:
    try:
        async with asyncio.timeout_at(deadline):
            return await request.read()
    except TimeoutError:
        raise Refusal("REQUEST_TIMEOUT", "the body did not arrive in time", 408) from None
    except web.RequestPayloadError as error:
        raise Refusal("MALFORMED_BODY", f"the body cannot be decoded: {error}", 400) from error
