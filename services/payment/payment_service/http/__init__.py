"""The payment service's HTTP API: its ledger, for whoever checks the invariants."""

from aiohttp import web
from common.database import Database
from common.http import json_response
from common.identity import caller_of

from payment_service import ledger

DATABASE: web.AppKey[Database] = web.AppKey("database", Database)


async def get_ledger(request: web.Request) -> web.Response:
    """200 {charged, refunded, kept, balanced}; for administrators."""
    caller_of(request).must_be_admin()
    return json_response(await ledger.totals(request.app[DATABASE]))


ROUTES = [web.get("/ledger", get_ledger)]
