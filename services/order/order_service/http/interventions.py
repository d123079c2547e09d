"""What an administrator may do about a saga: commands to its order, whose events tell everybody else."""

from datetime import timedelta

from aiohttp import web
from common.clock import now
from common.errors import Refusal
from common.http import CORRELATION_ID, json_response
from common.identity import caller_of, uuid_of

from order_service.commands import Command, CompensateOrder, RetryOrder
from order_service.http.bodies import CompensateBody, RetryBody
from order_service.http.intake import INTAKE
from order_service.state import Status
from order_service.views import View


async def retry_saga(request: web.Request) -> web.Response:
    """202: a new payment attempt begins; 409 NOT_RETRYABLE unless the order's payment had failed."""
    settings, caller = request.app[INTAKE].settings, caller_of(request)
    caller.must_be_admin()
    body = RetryBody.model_validate_json(await request.read())
    deadline = now() + timedelta(seconds=settings.payment_deadline_seconds)
    command = RetryOrder(caller.user_id, body.reason, body.payment_method, deadline)
    order = await _order(request)
    if order["status"] != Status.CANCELLED:
        return await _intervene(request, order, command)  # to be refused, and its locks are its own
    products = {item["productId"] for item in order["items"]}
    locks = request.app[INTAKE].locks
    # In flight again: its products are as locked as those of a new order.
    await locks.take(order["id"], order["userId"], products)
    try:
        return await _intervene(request, order, command)
    except Refusal:
        await locks.release(order["id"], order["userId"], products)
        raise


async def compensate_saga(request: web.Request) -> web.Response:
    """202: the order is cancelled and its money returned; 409 ALREADY_COMPENSATED when it was cancelled before."""
    caller = caller_of(request)
    caller.must_be_admin()
    body = CompensateBody.model_validate_json(await request.read())
    return await _intervene(request, await _order(request), CompensateOrder(caller.user_id, body.reason))


async def _intervene(request: web.Request, order: View, command: Command) -> web.Response:
    await request.app[INTAKE].submit(request, order["id"], order["correlationId"], command, now())
    return json_response({"sagaId": order["id"], "requestId": request[CORRELATION_ID]}, 202)


async def _order(request: web.Request) -> View:
    return await request.app[INTAKE].owned(uuid_of(request, "id"), caller_of(request))
