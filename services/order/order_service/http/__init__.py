"""The order service's HTTP API: one concern a file, all routes here."""

from aiohttp import web

from order_service.http.audit import get_audit
from order_service.http.change_order import cancel_order, confirm_order
from order_service.http.interventions import compensate_saga, retry_saga
from order_service.http.lock_diagnostics import lock_status, test_lock, test_saga_creation
from order_service.http.place_order import place_order
from order_service.http.read_history import get_history
from order_service.http.read_orders import get_order, list_orders
from order_service.http.totals import get_totals

ROUTES = [
    web.post("/orders", place_order),
    web.get("/orders", list_orders),
    web.get("/orders/{orderId}", get_order),
    web.get("/orders/{orderId}/history", get_history),
    web.delete("/orders/{orderId}", cancel_order),
    web.put("/orders/{orderId}/confirm", confirm_order),
    web.post("/orders/{sagaId}/retry", retry_saga),
    web.post("/orders/{sagaId}/compensate", compensate_saga),
    web.post("/redis-test/lock/{key}", test_lock),
    web.get("/redis-test/lock-status/{key}", lock_status),
    web.post("/redis-test/saga-creation-test", test_saga_creation),
    web.get("/totals", get_totals),
    web.get("/audit", get_audit),
]
