"""The tracker's HTTP API: reading only."""

from aiohttp import web

from tracker_service.http.active import active_flows, active_sagas
from tracker_service.http.audit import get_audit
from tracker_service.http.events import trace_events
from tracker_service.http.saga_status import saga_status
from tracker_service.http.statistics import saga_statistics
from tracker_service.http.traces import trace_correlation, trace_order
from tracker_service.http.troubles import get_troubles

ROUTES = [
    web.get("/saga/status/{correlationId}", saga_status),
    web.get("/sagas/correlation/{correlationId}", saga_status),
    web.get("/saga/active", active_sagas),
    web.get("/saga/statistics", saga_statistics),
    web.get("/trace/correlation/{correlationId}", trace_correlation),
    web.get("/trace/order/{orderId}", trace_order),
    web.get("/trace/events", trace_events),
    web.get("/trace/active-flows", active_flows),
    web.get("/troubles", get_troubles),
    web.get("/audit", get_audit),
]
