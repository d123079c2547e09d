"""GET /totals: this service's side of the invariants."""

from aiohttp import web
from common.clock import now
from common.http import json_response
from common.identity import caller_of

from order_service import views
from order_service.http.intake import INTAKE


async def get_totals(request: web.Request) -> web.Response:
    """200 {confirmedTotal, confirmedCount, paidTotal, orders, unsettled, currency}; for administrators."""
    caller_of(request).must_be_admin()
    intake = request.app[INTAKE]
    totals = await views.totals(intake.database, now())
    return json_response({**totals, "currency": intake.settings.currency})
