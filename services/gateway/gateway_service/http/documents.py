"""The API's documents, and Swagger UI to try it out with: every asset comes from here, for there may be no internet."""

import asyncio
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from aiohttp import web
from common import asyncapi
from common.jsons import dumps, loads
from common.openapi import PATH, operation_of

from gateway_service.document import document
from gateway_service.edge import Edge
from gateway_service.http.own import OwnHandlers
from gateway_service.replicas import Away
from gateway_service.routes import ROUTES
from gateway_service.wire import Answer

FRESH_SECONDS = 60.0
ASSETS = Path(str(files("swagger_ui") / "static"))
SHIPPED = {"swagger-ui.css", "swagger-ui-bundle.js"}
OURS = Path(__file__).with_name("swagger")
POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"


class Documents:
    """Asks each service for its part, and keeps it: one that is away later keeps its place in the document."""

    def __init__(self, edge: Edge, own: OwnHandlers) -> None:
        self._edge = edge
        self._own = {(route.method, route.path): operation_of(handler) for route, handler in own.items()}
        self._parts: dict[str, dict[str, Any]] = {}
        self._asking = asyncio.Lock()
        self._text, self._fresh_until = b"", 0.0

    async def openapi(self, _: web.Request) -> web.Response:
        """200 with the document; 503 while a service has never told its part."""
        async with self._asking:
            now = asyncio.get_running_loop().time()
            if now > self._fresh_until:
                await self._ask()
                self._text, self._fresh_until = dumps(document(ROUTES, self._parts, self._own)), now + FRESH_SECONDS
        return web.Response(body=self._text, content_type="application/json")

    async def _ask(self) -> None:
        """Bring the parts up to date; raises `Away` when one is missing still."""
        names = sorted({route.service for route in ROUTES if route.service})
        deadline = self._edge.deadline()
        services = [self._edge.services[name] for name in names]
        asking = (service.ask("GET", PATH, {}, b"", deadline) for service in services)
        for name, answer in zip(names, await asyncio.gather(*asking, return_exceptions=True), strict=True):
            if isinstance(answer, Answer) and answer.status == 200:
                self._parts[name] = loads(answer.body)
            elif isinstance(answer, BaseException) and not isinstance(answer, Away):
                raise answer
            elif name not in self._parts:
                raise Away(f"the {name} service has not told its part of the document")


@cache
def _asyncapi() -> bytes:
    return dumps(asyncapi.document())


async def get_asyncapi(_: web.Request) -> web.Response:
    """200 with the document of what services say to each other."""
    return web.Response(body=_asyncapi(), content_type="application/json")


def add_documents(app: web.Application, documents: Documents) -> None:
    """Serve them."""
    app.router.add_get("/openapi.json", documents.openapi)
    app.router.add_get("/asyncapi.json", get_asyncapi)
    app.router.add_get("/api", _file(OURS / "index.html"))
    app.router.add_get("/api/start.js", _file(OURS / "start.js"))
    for name in SHIPPED:
        app.router.add_get(f"/api/{name}", _file(ASSETS / name))


def _file(path: Path) -> Any:
    async def get(_: web.Request) -> web.FileResponse:
        return web.FileResponse(path, headers={"Content-Security-Policy": POLICY, "Cache-Control": "max-age=3600"})

    return get
