"""Trying the product lock out: whether it can be taken, who holds it, and whether it lets one order through."""

import asyncio
import time
from uuid import UUID

from aiohttp import web
from common.errors import Refusal
from common.http import json_response
from common.identity import Caller, caller_of
from common.ids import new_id
from common.lock import Held
from common.openapi import Answer, Operation, operation

from order_service import views
from order_service.http.bodies import PlaceOrderBody
from order_service.http.intake import INTAKE, Intake
from order_service.http.place_order import place
from order_service.shapes import LockStatus, LockTest, SagaCreationTest

AT_ONCE = 5


@operation(Operation("Take a product's lock, and give it back", {200: Answer(LockTest, "whether it could be taken")}))
async def test_lock(request: web.Request) -> web.Response:
    """200 whether it was free; nothing keeps the product from being ordered afterwards."""
    locks, caller, key = request.app[INTAKE].locks, caller_of(request), request.match_info["key"]
    nobodys, begun = new_id(), time.perf_counter()
    try:
        await locks.take(nobodys, caller.user_id, {key})
    except Refusal:
        acquired = False
    else:
        acquired = True
    took = _ms_since(begun)
    await locks.release(nobodys, caller.user_id, {key}, at_once=True)
    tested: LockTest = {"key": key, "acquired": acquired, "tookMs": took}
    return json_response(tested)


@operation(Operation("Look at a product's lock", {200: Answer(LockStatus, "whether it is taken")}))
async def lock_status(request: web.Request) -> web.Response:
    """200 {key, locked, ttlMs, owner}."""
    intake, caller, key = request.app[INTAKE], caller_of(request), request.match_info["key"]
    held = await intake.locks.look(caller.user_id, key)
    status: LockStatus = {
        "key": key,
        "locked": held is not None,
        "ttlMs": held.ttl_ms if held else 0,
        "owner": await _owner(intake, caller, held),
    }
    return json_response(status)


@operation(
    Operation(
        f"Place {AT_ONCE} free orders of one product at once",
        {200: Answer(SagaCreationTest, "one was created, the others were refused")},
    )
)
async def test_saga_creation(request: web.Request) -> web.Response:
    """200 how many were created; they cost nothing, so no provider is asked."""
    caller = caller_of(request)
    caller.must_be_admin()
    item = {"productId": str(new_id()), "productName": "A free sample", "quantity": 1, "price": 0}
    body = PlaceOrderBody.model_validate({"items": [item], "shippingAddress": "nowhere"})
    begun = time.perf_counter()
    answers = await asyncio.gather(*(_try(request, caller, body) for _ in range(AT_ONCE)), return_exceptions=True)
    for fault in answers:  # told once all are done, for each may have placed an order
        if isinstance(fault, BaseException):
            raise fault
    created = [order_id for order_id in answers if isinstance(order_id, UUID)]
    tested: SagaCreationTest = {
        "asked": AT_ONCE,
        "created": len(created),
        "refused": AT_ONCE - len(created),
        "orderIds": created,
        "tookMs": _ms_since(begun),
    }
    return json_response(tested)


async def _try(request: web.Request, caller: Caller, body: PlaceOrderBody) -> UUID | None:
    try:
        answer = await place(request, caller, body)
    except Refusal as refusal:
        if refusal.code != "DUPLICATE_ORDER":
            raise
        return None
    return UUID(answer.headers["Location"].removeprefix("/orders/"))


async def _owner(intake: Intake, caller: Caller, held: Held | None) -> str | None:
    if held is None or caller.is_admin:
        return held.token if held else None
    order = await views.one(intake.database, UUID(held.token))
    return held.token if order and order["userId"] == caller.user_id else None


def _ms_since(begun: float) -> float:
    return round(1000 * (time.perf_counter() - begun), 3)
