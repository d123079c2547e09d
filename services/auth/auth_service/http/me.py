"""GET /auth/me: who the caller is."""

from aiohttp import web
from common.errors import Refusal
from common.http import json_response
from common.identity import caller_of
from common.openapi import Answer, Operation, operation

from auth_service.http.parts import PARTS
from auth_service.shapes import UserView

ME = Operation("Show who the caller is", {200: Answer(UserView, "the user")}, refusals={401: ("UNAUTHENTICATED",)})


@operation(ME)
async def me(request: web.Request) -> web.Response:
    """200 with the user; 401 when the token is of nobody known here, for a new login helps."""
    user = await request.app[PARTS].accounts.one(caller_of(request).user_id)
    if user is None:
        raise Refusal("UNAUTHENTICATED", "there is no such user any more", 401)
    return json_response(user)
