"""The HTTP side of the edge: the table of routes as an aiohttp application, with the headers every answer carries."""

from collections.abc import Callable, Sequence

import aiohttp_cors
import structlog
from aiohttp import web
from common import problems
from common.context import CORRELATION_HEADER
from common.http import Handler, application

from gateway_service.access import Unauthenticated
from gateway_service.edge import Edge
from gateway_service.http.documents import Documents, add_documents
from gateway_service.http.forward import forward
from gateway_service.http.headers import BACK
from gateway_service.http.own import OwnHandlers
from gateway_service.replicas import Away
from gateway_service.routes import ROUTES

NODE_HEADER = "X-Node"
# For whoever opens an answer in a browser: it is data, and nothing in it runs or is framed.
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-site",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}

log = structlog.get_logger(__name__)


def edge_application(
    edge: Edge, own: OwnHandlers, origins: Sequence[str], is_ready: Callable[[], bool]
) -> web.Application:
    """All routes; pages of `origins` may use them from a browser."""
    app = application(edge.node, is_ready, heeds_deadlines=False)
    app.middlewares.append(answer_edge_errors)
    for route in ROUTES:
        handler: Handler = forward(route, route.service, edge) if route.service else own[route]
        app.router.add_route(route.method, route.pattern, handler)
    add_documents(app, Documents(edge, own))
    if origins:
        _share(app, origins)

    async def sign(_: web.Request, response: web.StreamResponse) -> None:
        response.headers[NODE_HEADER] = edge.node
        for name, value in SAFE.items():
            response.headers.setdefault(name, value)

    app.on_response_prepare.append(sign)
    return app


def _share(app: web.Application, origins: Sequence[str]) -> None:
    """Cross-origin resource sharing: tokens travel in a header, so no cookie is ever allowed."""
    options = aiohttp_cors.ResourceOptions(  # type: ignore[no-untyped-call]
        expose_headers=(*BACK, NODE_HEADER, CORRELATION_HEADER), allow_headers="*", allow_methods="*", max_age=600
    )
    cors = aiohttp_cors.setup(app, defaults=dict.fromkeys(origins, options))
    for route in list(app.router.routes()):
        if route.method != "HEAD":
            cors.add(route)


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
