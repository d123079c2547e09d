"""The tracker's HTTP API: reading only."""

from aiohttp import web

from tracker_service.http.saga_status import saga_status
from tracker_service.http.traces import trace_correlation, trace_order

ROUTES = [
    web.get("/saga/status/{correlationId}", saga_status),
    web.get("/sagas/correlation/{correlationId}", saga_status),
    web.get("/trace/correlation/{correlationId}", trace_correlation),
    web.get("/trace/order/{orderId}", trace_order),
]
