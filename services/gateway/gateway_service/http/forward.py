"""Passing a request on: bodies go through as the bytes they are, in both directions."""

from urllib.parse import quote

import structlog
from aiohttp import web
from common.http import Handler

from gateway_service.edge import Edge
from gateway_service.http.bodies import read_json
from gateway_service.http.headers import back, onward
from gateway_service.http.stream import stream, wants_stream
from gateway_service.routes import Route, ServiceName

FOR_THE_BODY = 0.75  # of a request's time: a slow client leaves the service enough to answer in

log = structlog.get_logger(__name__)


def forward(route: Route, to: ServiceName, edge: Edge) -> Handler:
    """The handler of a route that the service `to` answers."""
    service, template = edge.services[to], route.target or route.path

    async def handle(request: web.Request) -> web.StreamResponse:
        deadline = edge.deadline()
        bearer = await edge.admit(request, route.needs)
        headers = onward(request, bearer, edge)
        target = _target(request, template)
        if route.streams and bearer is not None and wants_stream(request):
            return await stream(request, service, target, headers, deadline, lambda: edge.still_admits(bearer))
        body = await read_json(request, edge.deadline(FOR_THE_BODY))
        answer = await service.ask(route.method, target, headers, body, deadline)
        if answer.status >= 500:
            log.warning("a service failed", service=to, method=route.method, path=request.path, status=answer.status)
        return web.Response(status=answer.status, body=answer.body, headers=back(answer.headers))

    return handle


def _target(request: web.Request, template: str) -> str:
    path, query = template, request.rel_url.raw_query_string
    if request.match_info:
        path = template.format_map({name: quote(value, safe="") for name, value in request.match_info.items()})
    return f"{path}?{query}" if query else path
