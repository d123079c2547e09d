"""GET /trace/correlation/:correlationId and GET /trace/order/:orderId: every event of a flow, in causal order."""

from dataclasses import replace

from aiohttp import web
from common.http import json_response
from common.identity import caller_of, uuid_of
from common.openapi import Answer, Operation, operation

from tracker_service import traces_view
from tracker_service.http.desk import DESK, unknown
from tracker_service.traces_view import TraceView

OF_CORRELATION = Operation(
    "Tell every event of a correlation id",
    {200: Answer(TraceView, "the events, in causal order")},
    refusals={404: ("NOT_FOUND",)},
)
OF_ORDER = replace(OF_CORRELATION, summary="Tell every event of an order")


@operation(OF_CORRELATION)
async def trace_correlation(request: web.Request) -> web.Response:
    """200 {correlationId, orderId, events}; 404 when there is nothing that the caller may see."""
    caller, correlation_id = caller_of(request), uuid_of(request, "correlationId")
    return _answer(await traces_view.of_correlation(request.app[DESK].database(), correlation_id, caller))


@operation(OF_ORDER)
async def trace_order(request: web.Request) -> web.Response:
    """200 {correlationId, orderId, events}; 404 when there is nothing that the caller may see."""
    caller, order_id = caller_of(request), uuid_of(request, "orderId")
    return _answer(await traces_view.of_order(request.app[DESK].database(), order_id, caller))


def _answer(trace: TraceView | None) -> web.Response:
    if trace is None:
        raise unknown("trace")
    return json_response(trace)
