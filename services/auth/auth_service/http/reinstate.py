"""POST /auth/users/:id/reinstate: an administrator lifts a hold."""

from aiohttp import web
from common.http import json_response
from common.identity import caller_of, uuid_of
from common.openapi import Answer, Operation, operation

from auth_service.commands import ReinstateUser
from auth_service.http.bodies import ReinstateBody
from auth_service.http.parts import PARTS, request_for
from auth_service.shapes import UserView

REINSTATE = Operation(
    "Lift the hold of a user",
    {200: Answer(UserView, "the user, active")},
    body=ReinstateBody,
    refusals={404: ("NOT_FOUND",)},
)


@operation(REINSTATE)
async def reinstate(request: web.Request) -> web.Response:
    """200 with the user, active; the same when it was already. 404 NOT_FOUND when there is no such user."""
    caller, user_id = caller_of(request), uuid_of(request, "id")
    caller.must_be_admin()
    body = ReinstateBody.model_validate_json(await request.read())
    command = ReinstateUser(caller.user_id, body.reason)
    return json_response(await request.app[PARTS].accounts.carry_out(request_for(request, user_id, command)))
