"""POST /orders: take the product locks, store the order, answer 201."""

from datetime import datetime, timedelta

from aiohttp import web
from common.clock import now
from common.errors import Overloaded, Refusal
from common.http import CORRELATION_ID, json_response
from common.identity import Caller, caller_of
from common.ids import new_id

from order_service.commands import PlaceOrder
from order_service.http.bodies import PlaceOrderBody
from order_service.http.intake import INTAKE, Intake
from order_service.views import view_of_placed


async def place_order(request: web.Request) -> web.Response:
    """201 with the order, PENDING. What is not stored gives its locks back; an answer that was lost leaves them."""
    intake, caller = request.app[INTAKE], caller_of(request)
    body = PlaceOrderBody.model_validate_json(await request.read())
    time = now()
    command = _command(intake, caller, body, time)
    products = {item.product_id for item in body.items}
    await intake.locks.take(command.order_id, caller.user_id, products)
    try:
        outcome = await intake.submit(request, command.order_id, request[CORRELATION_ID], command, time)
    except (Refusal, Overloaded):  # certainly not stored
        await intake.locks.release(command.order_id, caller.user_id, products)
        raise
    assert outcome.state is not None
    order = view_of_placed(outcome.state.placed, request[CORRELATION_ID], time)
    return json_response(order, 201, {"Location": f"/orders/{command.order_id}", "ETag": '"1"'})


def _command(intake: Intake, caller: Caller, body: PlaceOrderBody, time: datetime) -> PlaceOrder:
    settings = intake.settings
    return PlaceOrder(
        order_id=new_id(),
        user_id=caller.user_id,
        user_is_suspended=caller.user_id in intake.suspended,
        items=tuple(item.item() for item in body.items),
        shipping_address=body.shipping_address,
        currency=settings.currency,
        payment_method=body.payment_method,
        confirmation=body.confirmation,
        deadline=time + timedelta(seconds=settings.payment_deadline_seconds),
        node=settings.node_name,
        gateway=caller.gateway,
    )
