"""Reading a request's body: bounded in size and time, and JSON at least in form; the services judge the fields."""

import asyncio
import json
from typing import Any

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
        read = orjson.loads(body)  # stricter than the standard library, which takes NaN
        if not _keeps_all_strings(read, body):
            json.loads(body, object_pairs_hook=_distinct)
    except (ValueError, RecursionError) as error:
        raise Refusal("MALFORMED_JSON", f"the body is not JSON: {error}", 400) from error
    return body


def _keeps_all_strings(read: Any, body: bytes) -> bool:
    """Whether no name stands twice, as far as counting tells: what was read holds one of them alone.

    Where nothing is escaped, each string has two quotes. To look at every name takes four times as long.
    """
    try:
        return b"\\" not in body and orjson.dumps(read).count(b'"') == body.count(b'"')
    except TypeError:  # nested deeper than it writes
        return False


def _distinct(pairs: list[tuple[str, Any]]) -> None:
    """A name that stands twice is read one way by one reader and another way by the next (RFC 8259, section 4)."""
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice!r} stands twice in one object")


async def _read(request: web.Request, deadline: float) -> bytes:
    try:
        if request.content.is_eof():  # all of it is here, as is usual behind nginx
            return await request.read()
        async with asyncio.timeout_at(deadline):
            return await request.read()
    except TimeoutError:
        raise Refusal("REQUEST_TIMEOUT", "the body did not arrive in time", 408) from None
    except web.RequestPayloadError as error:
        raise Refusal("MALFORMED_BODY", f"the body cannot be decoded: {error}", 400) from error
