"""The payment service's HTTP API: its side of the invariants, for whoever checks them."""

from dataclasses import dataclass

from aiohttp import web
from common.audit import Range
from common.database import Database
from common.http import json_response
from common.identity import caller_of

from payment_service import ledger
from payment_service.audit import audit
from payment_service.providers.books import Books


@dataclass(frozen=True)
class Desk:
    """Where its handlers read: our own tables, and what the provider has recorded, if it records."""

    database: Database
    books: Books | None


DESK: web.AppKey[Desk] = web.AppKey("desk", Desk)


async def get_ledger(request: web.Request) -> web.Response:
    """200 {charged, refunded, kept, balanced}; for administrators."""
    caller_of(request).must_be_admin()
    return json_response(await ledger.totals(request.app[DESK].database))


async def get_audit(request: web.Request) -> web.Response:
    """200 {items, upTo}; for administrators. 503 while the provider does not show its record."""
    caller_of(request).must_be_admin()
    wanted, desk = Range.model_validate(dict(request.query)), request.app[DESK]
    return json_response(await audit(desk.database, desk.books, wanted))


ROUTES = [web.get("/ledger", get_ledger), web.get("/audit", get_audit)]
