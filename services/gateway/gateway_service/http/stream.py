"""Passing on an answer without an end, such as Server-Sent Events: as it comes, for as long as its reader may read."""

from collections.abc import Callable, Mapping

from aiohttp import ClientError, web
from common.context import CORRELATION_HEADER
from common.http import CORRELATION_TEXT

from gateway_service.http.headers import back
from gateway_service.upstream import Service

EVENT_STREAM = "text/event-stream"


def wants_stream(request: web.Request) -> bool:
    """Whether the client asks to be kept up to date."""
    return request.query.get("follow") == "true" or EVENT_STREAM in request.headers.get("Accept", "")


async def stream(
    request: web.Request,
    service: Service,
    target: str,
    headers: Mapping[str, str],
    deadline: float,
    may_go_on: Callable[[], bool],
) -> web.StreamResponse:
    """Follow `target`, which must begin to answer by `deadline`.

    Ends when the service or the client does, or when a token expired or its user was suspended. Raises
    `Away`. The client connects again by itself, with Last-Event-ID, and meets the edge anew.
    """
    async with service.follow(target, {**headers, "Accept": EVENT_STREAM}, deadline) as upstream:
        if upstream.status != 200:
            return web.Response(status=upstream.status, body=await upstream.read(), headers=back(upstream.headers))
        correlation = {CORRELATION_HEADER: request[CORRELATION_TEXT]}  # of a stream nobody could add it later
        response = web.StreamResponse(headers={**back(upstream.headers), **correlation})
        await response.prepare(request)
        try:
            async for chunk in upstream.content.iter_any():
                if not may_go_on():
                    break
                await response.write(chunk)
        except (ClientError, TimeoutError, ConnectionError):
            pass  # either side went away: for the client the stream just ends
        return response
