"""GET /orders/:id/history: one order folded anew from its events, up to any version."""

from aiohttp import web
from common import event_store
from common.errors import Refusal
from common.http import json_response
from common.identity import caller_of, uuid_of
from common.openapi import Answer, Operation, operation
from pydantic import BaseModel, ConfigDict, Field

from order_service.history import HistoryView, history
from order_service.http.intake import INTAKE


class HistoryQuery(BaseModel):
    """Up to which version; the newest, if it is not said."""

    model_config = ConfigDict(extra="forbid")

    version: int | None = Field(None, ge=1)


HISTORY = Operation(
    "Read what happened to an order, and where it stood after each event",
    {200: Answer(HistoryView, "its events up to the version, folded one by one")},
    query=HistoryQuery,
    refusals={404: ("NOT_FOUND",)},
)


@operation(HISTORY)
async def get_history(request: web.Request) -> web.Response:
    """200 {orderId, version, items}, the oldest event first; 404 also for a version that the order has not come to."""
    intake, order_id = request.app[INTAKE], uuid_of(request, "orderId")
    version = HistoryQuery.model_validate(dict(request.query)).version
    await intake.owned(order_id, caller_of(request))
    async with intake.database.transaction() as tx:
        events = (await event_store.load(tx, [order_id]))[order_id]
    if version is not None and version > len(events):
        raise Refusal("NOT_FOUND", f"the order has not come to version {version}; its newest is {len(events)}", 404)
    return json_response(history(order_id, events[:version]))
