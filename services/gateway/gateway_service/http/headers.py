"""Which headers cross the edge, in each direction; all others stop here."""

import os
import re
from collections.abc import Mapping

from aiohttp import web
from common.context import CORRELATION_HEADER
from common.errors import Refusal
from common.http import CORRELATION_TEXT
from common.identity import CLIENT_HEADER, GATEWAY_HEADER, ROLE_HEADER, USER_HEADER
from common.tracing import spans

from gateway_service.edge import Edge
from gateway_service.tokens import Bearer

TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
LONGEST = 257  # characters of a header that is passed on: a key of 255 may be in quotes

ONWARD = ("Content-Type", "Idempotency-Key", "If-Match", "Last-Event-ID")
BACK = (
    "Content-Type",
    "Location",
    "ETag",
    "Retry-After",
    "WWW-Authenticate",
    "Allow",
    "Idempotency-Replayed",
)
LOWER = tuple((name, name.lower()) for name in BACK)


def onward(request: web.Request, bearer: Bearer | None, edge: Edge) -> dict[str, str]:
    """The headers a service gets. Raises a 400 `Refusal` for a value that no service could read."""
    headers = {name: _sane(name, request.headers[name]) for name in ONWARD if name in request.headers}
    headers[GATEWAY_HEADER] = edge.node
    headers[CLIENT_HEADER] = _client(request, edge)
    headers[CORRELATION_HEADER] = request[CORRELATION_TEXT]
    headers["traceparent"] = spans().here(None) or _traceparent(request.headers.get("traceparent", ""))
    if bearer is not None:
        headers[USER_HEADER], headers[ROLE_HEADER] = bearer.user_id, bearer.role
    return headers


def back(headers: Mapping[str, str]) -> dict[str, str]:
    """What the client gets of a service's headers, which are asked for in lower case."""
    return {name: headers[lower] for name, lower in LOWER if lower in headers}


def _sane(name: str, value: str) -> str:
    if len(value) > LONGEST or not (value.isascii() and value.isprintable()):
        raise Refusal("MALFORMED_HEADER", f"{name} must be at most {LONGEST} printable ASCII characters", 400)
    return value


def _client(request: web.Request, edge: Edge) -> str:
    """The client's own address: what a proxy of ours says it is, else who is connected."""
    peer = request.remote or ""
    if not edge.proxies.trusts(peer):
        return peer
    return request.headers.get("X-Real-IP", peer)[:LONGEST]


def _traceparent(offered: str) -> str:
    if TRACEPARENT.fullmatch(offered):
        return offered
    fresh = os.urandom(24).hex()
    return f"00-{fresh[:32]}-{fresh[32:]}-01"
