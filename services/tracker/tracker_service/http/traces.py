"""GET /trace/correlation/:correlationId and GET /trace/order/:orderId: every event of a flow, in causal order."""

from aiohttp import web
from common.http import json_response
from common.identity import caller_of, uuid_of

from tracker_service import traces_view
from tracker_service.http.desk import DESK, unknown


async def trace_correlation(request: web.Request) -> web.Response:
    """200 {correlationId, orderId, events}; 404 when there is nothing that the caller may see."""
    caller, correlation_id = caller_of(request), uuid_of(request, "correlationId")
    return _answer(await traces_view.of_correlation(request.app[DESK].database(), correlation_id, caller))


async def trace_order(request: web.Request) -> web.Response:
    """200 {correlationId, orderId, events}; 404 when there is nothing that the caller may see."""
    caller, order_id = caller_of(request), uuid_of(request, "orderId")
    return _answer(await traces_view.of_order(request.app[DESK].database(), order_id, caller))


def _answer(trace: traces_view.View | None) -> web.Response:
    if trace is None:
        raise unknown("trace")
    return json_response(trace)
