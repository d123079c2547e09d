"""The auth service's HTTP API: one endpoint a file, all routes here."""

from aiohttp import web
from common.openapi import serve_openapi

from auth_service.http.jwks import jwks
from auth_service.http.log_in import log_in
from auth_service.http.me import me
from auth_service.http.parts import PARTS, Parts
from auth_service.http.register import register
from auth_service.http.reinstate import reinstate

ROUTES = [
    web.post("/auth/register", register),
    web.post("/auth/login", log_in),
    web.get("/auth/me", me),
    web.post("/auth/users/{id}/reinstate", reinstate),
    web.get("/.well-known/jwks.json", jwks),
]


def add_endpoints(http: web.Application, parts: Parts) -> None:
    """Let `http` answer for the auth service."""
    http[PARTS] = parts
    http.add_routes(ROUTES)
    serve_openapi(http, ROUTES)
    http.on_response_prepare.append(_challenge)


async def _challenge(_: web.Request, response: web.StreamResponse) -> None:
    if response.status == 401:  # which has to say how to authenticate: RFC 9110, section 11.6.1
        response.headers["WWW-Authenticate"] = "Bearer"
