"""GET /saga/status/:correlationId and GET /sagas/correlation/:correlationId: where a saga is, and how it got there."""

from aiohttp import web
from common.clock import now
from common.http import json_response
from common.identity import caller_of, uuid_of
from common.openapi import Answer, Operation, operation

from tracker_service import sagas_view
from tracker_service.http.desk import DESK, unknown
from tracker_service.saga_shapes import SagaView

STATUS = Operation(
    "Tell where a saga is", {200: Answer(SagaView, "the newest of the correlation id")}, refusals={404: ("NOT_FOUND",)}
)


@operation(STATUS)
async def saga_status(request: web.Request) -> web.Response:
    """200 with the newest saga of the correlation id that the caller may see; 404 without one."""
    caller, correlation_id = caller_of(request), uuid_of(request, "correlationId")
    desk = request.app[DESK]
    saga = await sagas_view.newest(desk.database(), correlation_id, caller, now(), desk.stuck_after)
    if saga is None:
        raise unknown("saga")
    return json_response(saga)
