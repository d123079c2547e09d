"""GET /troubles: this service's side of the invariants."""

from aiohttp import web
from common.clock import now
from common.http import json_response
from common.identity import caller_of
from common.openapi import Answer, Operation, operation

from tracker_service.http.desk import DESK
from tracker_service.troubles_view import Troubles, troubles


@operation(Operation("Sagas that broke the protocol or are stuck", {200: Answer(Troubles, "counted, and the oldest")}))
async def get_troubles(request: web.Request) -> web.Response:
    """200 {violating, stuck}, each {count, sagas}; for administrators."""
    caller_of(request).must_be_admin()
    desk = request.app[DESK]
    return json_response(await troubles(desk.database(), now(), desk.stuck_after))
