"""POST /auth/register: somebody joins, and is logged in at once."""

from aiohttp import web
from common.http import json_response
from common.ids import new_id
from common.openapi import Answer, Operation, operation

from auth_service.commands import RegisterUser
from auth_service.http.bodies import RegisterBody
from auth_service.http.parts import PARTS, request_for
from auth_service.shapes import Session

USER = "user"

REGISTER = Operation(
    "Register, and be logged in",
    {201: Answer(Session, "a token and the user")},
    body=RegisterBody,
    refusals={409: ("EMAIL_TAKEN",)},
)


@operation(REGISTER)
async def register(request: web.Request) -> web.Response:
    """201 with a token and the user; 409 EMAIL_TAKEN."""
    parts = request.app[PARTS]
    body = RegisterBody.model_validate_json(await request.read())
    command = RegisterUser(new_id(), body.email, body.first_name, body.last_name, USER)
    password_hash = await parts.passwords.hash(body.password)
    user = await parts.accounts.register(request_for(request, command.user_id, command), body.email, password_hash)
    return json_response(parts.session(user), 201)
