"""The HTTP side of the edge: the table of routes as an aiohttp application, with the headers every answer carries."""

from collections.abc import Callable

import structlog
from aiohttp import web
from common import problems
from common.http import Handler, application

from gateway_service.access import Unauthenticated
from gateway_service.edge import Edge
from gateway_service.http.forward import forward
from gateway_service.http.invariants import get_invariants
from gateway_service.routes import ROUTES, Route
from gateway_service.upstream import Away

UUID_SEGMENT = ":[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}}"

log = structlog.get_logger(__name__)


def edge_application(edge: Edge, is_ready: Callable[[], bool]) -> web.Application:
    """All routes; a path segment that is no UUID where one belongs is an unknown path."""
    app = application(edge.node, is_ready)
    app.middlewares.append(answer_edge_errors)
    for route in ROUTES:
        app.router.add_route(route.method, route.path.replace("}", UUID_SEGMENT), _handler(route, edge))

    async def sign(_: web.Request, response: web.StreamResponse) -> None:
        response.headers["X-Node"] = edge.node
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "no-store"

    app.on_response_prepare.append(sign)
    return app


def _handler(route: Route, edge: Edge) -> Handler:
    return get_invariants(edge) if route.service is None else forward(route, route.service, edge)


@web.middleware
async def answer_edge_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """What only the edge answers: a challenge with 401, and which service is away with 503."""
    try:
        return await handler(request)
    except Unauthenticated as refusal:
        headers = {"WWW-Authenticate": refusal.challenge}
        return problems.problem(refusal.status, refusal.code, refusal.detail, headers=headers)
    except Away as error:
        log.warning("no answer", method=request.method, path=request.path, why=str(error), cause=repr(error.__cause__))
        return problems.unavailable(str(error))
