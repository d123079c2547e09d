"""GET /audit: what the event store says of each order, for whoever compares it with what other services say."""

from aiohttp import web
from common.audit import Range
from common.http import json_response
from common.identity import caller_of
from common.openapi import Answer, Operation, operation

from order_service.audit import audit
from order_service.http.intake import INTAKE
from order_service.shapes import AuditPage


@operation(Operation("Orders as their events have them", {200: Answer(AuditPage, "a page, by order id")}, query=Range))
async def get_audit(request: web.Request) -> web.Response:
    """200 {items, upTo}; for administrators."""
    caller_of(request).must_be_admin()
    wanted = Range.model_validate(dict(request.query))
    return json_response(await audit(request.app[INTAKE].database, wanted))
