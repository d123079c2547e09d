"""GET /.well-known/jwks.json: the public keys that verify tokens."""

from aiohttp import web
from common.http import json_response

from auth_service.http.parts import PARTS


async def jwks(request: web.Request) -> web.Response:
    """200 with a JSON Web Key Set (RFC 7517), which may be kept for five minutes."""
    return json_response(request.app[PARTS].signer.jwks(), headers={"Cache-Control": "public, max-age=300"})
