"""GET /.well-known/jwks.json: the public keys that verify tokens."""

from aiohttp import web
from common.http import json_response
from common.openapi import Answer, Operation, operation

from auth_service.http.parts import PARTS
from auth_service.shapes import KeySet

JWKS = Operation("Show the public keys that verify tokens", {200: Answer(KeySet, "a JSON Web Key Set, RFC 7517")})


@operation(JWKS)
async def jwks(request: web.Request) -> web.Response:
    """200 with a JSON Web Key Set (RFC 7517)."""
    return json_response(request.app[PARTS].keys.published())
