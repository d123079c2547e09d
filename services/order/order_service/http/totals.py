"""GET /totals: this service's side of the invariants."""

from aiohttp import web
from common.clock import now
from common.http import json_response
from common.identity import caller_of
from common.openapi import Answer, Operation, operation

from order_service import views
from order_service.http.intake import INTAKE
from order_service.shapes import TotalsView


@operation(Operation("This service's side of the invariants", {200: Answer(TotalsView, "its totals")}))
async def get_totals(request: web.Request) -> web.Response:
    """200 {confirmedTotal, confirmedCount, paidTotal, movingTotal, orders, unsettled, currency}; for administrators."""
    caller_of(request).must_be_admin()
    intake = request.app[INTAKE]
    return json_response(await views.totals(intake.database, now(), intake.settings.currency))
