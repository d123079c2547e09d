"""DELETE /orders/:id and PUT /orders/:id/confirm: what a user may do to an order of its own."""

from aiohttp import web
from common.clock import now
from common.http import json_response
from common.identity import caller_of, uuid_of

from order_service import views
from order_service.commands import CancelOrder, Command, ConfirmOrder
from order_service.http.intake import INTAKE


async def cancel_order(request: web.Request) -> web.Response:
    """200 with the order, CANCELLED; the same again when it was already."""
    return await _change(request, CancelOrder(caller_of(request).user_id))


async def confirm_order(request: web.Request) -> web.Response:
    """200 with the order, CONFIRMED; 409 NOT_CONFIRMABLE unless it is PAID."""
    return await _change(request, ConfirmOrder(caller_of(request).user_id))


async def _change(request: web.Request, command: Command) -> web.Response:
    intake, order_id = request.app[INTAKE], uuid_of(request, "id")
    before = await intake.owned(order_id, caller_of(request))
    await intake.submit(request, order_id, before["correlationId"], command, now())
    order = await views.one(intake.database, order_id)
    assert order is not None
    return json_response(order, headers={"ETag": f'"{order["version"]}"'})
