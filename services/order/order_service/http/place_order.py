"""POST /orders: take the product locks, store the order, answer 201."""

from datetime import datetime, timedelta
from uuid import UUID

from aiohttp import web
from common.clock import now
from common.database import Database
from common.errors import Overloaded, Refusal
from common.etags import etag
from common.http import CORRELATION_ID
from common.idempotency import IdempotencyKey, StoredAnswer
from common.identity import Caller, caller_of
from common.ids import new_id
from common.jsons import dumps
from common.once import HEADER, REPLAYED
from common.openapi import Answer, Operation, operation
from common.requests import Outcome
from common.transaction import Tx

from order_service.commands import PlaceOrder
from order_service.http.bodies import PlaceOrderBody
from order_service.http.intake import INTAKE, Intake
from order_service.shapes import OrderView
from order_service.state import State
from order_service.views import view_of_placed

PLACE = Operation(
    "Place an order",
    {201: Answer(OrderView, "the order, PENDING", ("Location", "ETag", REPLAYED))},
    body=PlaceOrderBody,
    headers=(HEADER,),
    refusals={
        400: ("MALFORMED_IDEMPOTENCY_KEY",),
        403: ("USER_SUSPENDED",),
        409: ("DUPLICATE_ORDER", "IDEMPOTENCY_IN_PROGRESS"),
        422: ("IDEMPOTENCY_KEY_REUSED",),
    },
)


@operation(PLACE)
async def place_order(request: web.Request) -> web.Response:
    """201 with the order, PENDING."""
    intake, caller = request.app[INTAKE], caller_of(request)
    with intake.admission.let_in():
        body = PlaceOrderBody.model_validate_json(await request.read())
        return await intake.once.answer(request, caller.user_id, lambda key: place(request, caller, body, key))


async def place(
    request: web.Request, caller: Caller, body: PlaceOrderBody, key: IdempotencyKey | None = None
) -> web.Response:
    """Place an order. What is not stored gives its locks back; an answer that was lost leaves them."""
    intake, time = request.app[INTAKE], now()
    command = _command(intake, caller, body, time)
    order_id, correlation_id = command.order_id, request[CORRELATION_ID]
    products = {item.product_id for item in body.items}

    async def answer(_: Database | Tx, outcome: Outcome[State]) -> StoredAnswer:
        assert outcome.state is not None
        order = view_of_placed(outcome.state.placed, correlation_id, time)
        return StoredAnswer(201, {"Location": _location(order_id), "ETag": etag(1)}, dumps(order))

    # Asked again under its key, an order that was not stored though its products were locked is not in its own way.
    await intake.locks.take(order_id, caller.user_id, products, key.name if key else "")
    try:
        response = await intake.submit(request, key, (order_id, correlation_id), command, time, answer)
    except (Refusal, Overloaded):  # certainly not stored
        await intake.locks.release(order_id, caller.user_id, products)
        raise
    if response.headers["Location"] == _location(order_id):
        intake.admission.placed()
    else:  # the first answer to this key is about another order
        first = UUID(response.headers["Location"].rpartition("/")[2])
        await intake.locks.hand_on(first, caller.user_id, products, key.name if key else "")
    return response


def _location(order_id: UUID) -> str:
    return f"/orders/{order_id}"


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
