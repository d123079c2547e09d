"""DELETE /orders/:id and PUT /orders/:id/confirm: what a user may do to an order of its own."""

from dataclasses import replace

from aiohttp import web
from common.clock import now
from common.database import Database
from common.etags import etag
from common.idempotency import IdempotencyKey, StoredAnswer
from common.identity import caller_of, uuid_of
from common.jsons import dumps
from common.once import HEADER, REPLAYED
from common.openapi import Answer, Operation, operation
from common.requests import Outcome
from common.transaction import Tx

from order_service import views
from order_service.commands import CancelOrder, Command, ConfirmOrder
from order_service.http.intake import INTAKE
from order_service.shapes import OrderView
from order_service.state import State

CANCEL = Operation(
    "Cancel an order",
    {200: Answer(OrderView, "the order, CANCELLED", ("ETag", REPLAYED))},
    headers=(HEADER, "If-Match"),
    refusals={
        400: ("MALFORMED_IDEMPOTENCY_KEY",),
        404: ("NOT_FOUND",),
        409: ("IDEMPOTENCY_IN_PROGRESS",),
        412: ("VERSION_MISMATCH",),
        422: ("IDEMPOTENCY_KEY_REUSED",),
    },
)
CONFIRM = replace(
    CANCEL,
    summary="Confirm a paid order by hand",
    answers={200: Answer(OrderView, "the order, CONFIRMED", ("ETag", REPLAYED))},
    refusals={**CANCEL.refusals, 409: ("NOT_CONFIRMABLE", "IDEMPOTENCY_IN_PROGRESS")},
)


@operation(CANCEL)
async def cancel_order(request: web.Request) -> web.Response:
    """200 with the order, CANCELLED; the same again when it was already."""
    return await _change(request, CancelOrder(caller_of(request).user_id))


@operation(CONFIRM)
async def confirm_order(request: web.Request) -> web.Response:
    """200 with the order, CONFIRMED; 409 NOT_CONFIRMABLE unless it is PAID."""
    return await _change(request, ConfirmOrder(caller_of(request).user_id))


async def _change(request: web.Request, command: Command) -> web.Response:
    intake, caller, order_id = request.app[INTAKE], caller_of(request), uuid_of(request, "orderId")

    async def carry_out(key: IdempotencyKey | None) -> web.Response:
        before = await intake.owned(order_id, caller)
        return await intake.submit(request, key, (order_id, before["correlationId"]), command, now(), answer)

    async def answer(reader: Database | Tx, _: Outcome[State]) -> StoredAnswer:
        order = await views.one(reader, order_id)
        assert order is not None
        return StoredAnswer(200, {"ETag": etag(order["version"])}, dumps(order))

    return await intake.once.answer(request, caller.user_id, carry_out)
