"""What an administrator may do about a saga: commands to its order, whose events tell everybody who, when and why."""

from dataclasses import replace
from datetime import timedelta

from aiohttp import web
from common.clock import now
from common.database import Database
from common.errors import Overloaded, Refusal
from common.http import CORRELATION_ID
from common.idempotency import IdempotencyKey, StoredAnswer
from common.identity import caller_of, uuid_of
from common.jsons import dumps
from common.once import HEADER, REPLAYED
from common.openapi import Answer, Operation, operation
from common.requests import Outcome
from common.transaction import Tx

from order_service.commands import Command, CompensateOrder, RetryOrder
from order_service.http.bodies import CompensateBody, RetryBody
from order_service.http.intake import INTAKE
from order_service.shapes import Accepted, OrderView
from order_service.state import State, Status

RETRY = Operation(
    "Give a saga whose payment failed another attempt",
    {202: Answer(Accepted, "the order is PENDING again", (REPLAYED,))},
    body=RetryBody,
    headers=(HEADER, "If-Match"),
    refusals={
        400: ("MALFORMED_IDEMPOTENCY_KEY",),
        404: ("NOT_FOUND",),
        409: ("NOT_RETRYABLE", "DUPLICATE_ORDER", "IDEMPOTENCY_IN_PROGRESS"),
        412: ("VERSION_MISMATCH",),
        422: ("IDEMPOTENCY_KEY_REUSED",),
    },
)
COMPENSATE = replace(
    RETRY,
    summary="Cancel a saga's order and return its money",
    answers={202: Answer(Accepted, "the order is CANCELLED", (REPLAYED,))},
    body=CompensateBody,
    refusals={**RETRY.refusals, 409: ("ALREADY_COMPENSATED", "IDEMPOTENCY_IN_PROGRESS")},
)


@operation(RETRY)
async def retry_saga(request: web.Request) -> web.Response:
    """202: a new payment attempt begins; 409 NOT_RETRYABLE unless the order's payment had failed."""
    intake, caller = request.app[INTAKE], caller_of(request)
    caller.must_be_admin()
    body = RetryBody.model_validate_json(await request.read())
    deadline = now() + timedelta(seconds=intake.settings.payment_deadline_seconds)
    command = RetryOrder(caller.user_id, body.reason, body.payment_method, deadline)
    return await intake.once.answer(request, caller.user_id, lambda key: _retry(request, command, key))


@operation(COMPENSATE)
async def compensate_saga(request: web.Request) -> web.Response:
    """202: the order is cancelled and its money returned; 409 ALREADY_COMPENSATED when it was cancelled before."""
    intake, caller = request.app[INTAKE], caller_of(request)
    caller.must_be_admin()
    body = CompensateBody.model_validate_json(await request.read())
    command = CompensateOrder(caller.user_id, body.reason)

    async def carry_out(key: IdempotencyKey | None) -> web.Response:
        return await _intervene(request, await _order(request), command, key)

    return await intake.once.answer(request, caller.user_id, carry_out)


async def _retry(request: web.Request, command: RetryOrder, key: IdempotencyKey | None) -> web.Response:
    order = await _order(request)
    if order["status"] != Status.CANCELLED:
        return await _intervene(request, order, command, key)  # to be refused, and its locks are its own
    products = {item["productId"] for item in order["items"]}
    locks = request.app[INTAKE].locks
    # In flight again: its products are as locked as those of a new order.
    await locks.take(order["id"], order["userId"], products)
    try:
        return await _intervene(request, order, command, key)
    except (Refusal, Overloaded):
        if (await _order(request))["status"] == Status.CANCELLED:  # else it is in flight by another retry, and locked
            await locks.release(order["id"], order["userId"], products)
        raise


async def _intervene(
    request: web.Request, order: OrderView, command: Command, key: IdempotencyKey | None
) -> web.Response:
    accepted: Accepted = {"sagaId": order["id"], "requestId": request[CORRELATION_ID]}

    async def answer(_: Database | Tx, __: Outcome[State]) -> StoredAnswer:
        return StoredAnswer(202, {}, dumps(accepted))

    ids = (order["id"], order["correlationId"])
    return await request.app[INTAKE].submit(request, key, ids, command, now(), answer)


async def _order(request: web.Request) -> OrderView:
    return await request.app[INTAKE].owned(uuid_of(request, "sagaId"), caller_of(request))
