"""How to succeed with each operation, and how to get the refusals that only one of them has."""

from uuid import uuid4

import httpx

from tests.e2e.walk import Asked, Make, Operation, Walker


def _registration() -> dict[str, str]:
    return {"email": f"{uuid4().hex}@example.com", "password": "long enough", "firstName": "A", "lastName": "B"}


async def _plain(walker: Walker, operation: Operation) -> Asked:
    return Asked(walker.token(operation))


async def _register(_: Walker, __: Operation) -> Asked:
    return Asked("", body=_registration())


async def _log_in(walker: Walker, _: Operation) -> Asked:
    account = _registration()
    (await walker.http.post("/auth/register", json=account)).raise_for_status()
    return Asked("", body={"email": account["email"], "password": account["password"]})


async def _reinstate(walker: Walker, _: Operation) -> Asked:
    user = (await walker.http.post("/auth/register", json=_registration())).json()["user"]["id"]
    return Asked(walker.admin, {"userId": user}, body={"reason": "a new card"})


async def _place(walker: Walker, _: Operation) -> Asked:
    item = {"productId": str(uuid4()), "productName": "A thing", "quantity": 1, "price": "1.00"}
    return Asked(walker.customer, body={"items": [item], "shippingAddress": {"city": "Seoul"}})


async def _mine(walker: Walker, operation: Operation) -> Asked:
    return Asked(walker.token(operation), {"orderId": (await walker.order())["id"]})


async def _confirm(walker: Walker, _: Operation) -> Asked:
    return Asked(walker.customer, {"orderId": (await walker.order(until="PAID", confirmation="manual"))["id"]})


async def _saga(walker: Walker, _: Operation) -> Asked:
    correlation = (await walker.order())["correlationId"]
    await walker.seen(f"/saga/status/{correlation}")
    return Asked(walker.customer, {"correlationId": correlation})


async def _trace_order(walker: Walker, _: Operation) -> Asked:
    order = (await walker.order())["id"]
    await walker.seen(f"/trace/order/{order}")
    return Asked(walker.customer, {"orderId": order})


async def _retry(walker: Walker, _: Operation) -> Asked:
    order = await walker.failed_order()
    return Asked(walker.admin, {"sagaId": order["id"]}, body={"reason": "again", "paymentMethod": "card_ok"})


async def _compensate(walker: Walker, _: Operation) -> Asked:
    return Asked(walker.admin, {"sagaId": (await walker.order())["id"]}, body={"reason": "fraud"})


async def _lock(walker: Walker, _: Operation) -> Asked:
    return Asked(walker.customer, {"key": str(uuid4())})


SUCCESS: dict[str, Make] = {
    "postAuthRegister": _register,
    "postAuthLogin": _log_in,
    "postAuthUsersUserIdReinstate": _reinstate,
    "postOrders": _place,
    "getOrdersOrderId": _mine,
    "getOrdersOrderIdHistory": _mine,
    "deleteOrdersOrderId": _mine,
    "putOrdersOrderIdConfirm": _confirm,
    "getSagaStatusCorrelationId": _saga,
    "getSagasCorrelationCorrelationId": _saga,
    "getTraceCorrelationCorrelationId": _saga,
    "getTraceOrderOrderId": _trace_order,
    "postSagaRetrySagaId": _retry,
    "postSagaCompensateSagaId": _compensate,
    "postRedisTestLockKey": _lock,
    "getRedisTestLockStatusKey": _lock,
}


def success(operation: Operation) -> Make:
    """How to succeed with an operation."""
    return SUCCESS.get(operation.name, _plain)


async def _twice(walker: Walker, operation: Operation) -> httpx.Response:
    asked = await success(operation)(walker, operation)
    await walker.send(operation, asked)
    return await walker.send(operation, asked)


async def _wrong_password(walker: Walker, operation: Operation) -> httpx.Response:
    return await walker.send(operation, Asked("", body={"email": "nobody@example.com", "password": "wrong one"}))


async def _too_many_wrong_passwords(walker: Walker, operation: Operation) -> httpx.Response:
    asked = Asked("", body={"email": f"{uuid4().hex}@example.com", "password": "wrong one"})
    for _ in range(30):
        answer = await walker.send(operation, asked)
        if answer.status_code == 429:
            break
    return answer


async def _suspended_log_in(walker: Walker, operation: Operation) -> httpx.Response:
    me = await walker.http.get("/auth/me", headers={"Authorization": f"Bearer {walker.suspended}"})
    assert me.status_code == 403
    return await walker.send(operation, Asked("", body=walker.suspended_account))


async def _not_paid(walker: Walker, operation: Operation) -> httpx.Response:
    return await walker.send(operation, Asked(walker.customer, {"orderId": (await walker.order())["id"]}))


async def _of_another(walker: Walker, operation: Operation) -> httpx.Response:
    """An order whose product another order has by now."""
    failed = await walker.failed_order()
    items = failed["items"]
    while True:
        who = {"Authorization": f"Bearer {walker.customer}"}
        placed = await walker.http.post("/orders", json={"items": items, "shippingAddress": "x"}, headers=who)
        if placed.status_code == 201:
            break
    return await walker.send(operation, Asked(walker.admin, {"sagaId": failed["id"]}, body={"reason": "too late"}))


async def _not_failed(walker: Walker, operation: Operation) -> httpx.Response:
    order = await walker.order()
    return await walker.send(operation, Asked(walker.admin, {"sagaId": order["id"]}, body={"reason": "why not"}))


REFUSED = {
    ("postAuthRegister", "EMAIL_TAKEN"): _twice,
    ("postAuthLogin", "INVALID_CREDENTIALS"): _wrong_password,
    ("postAuthLogin", "TOO_MANY_ATTEMPTS"): _too_many_wrong_passwords,
    ("postAuthLogin", "USER_SUSPENDED"): _suspended_log_in,
    ("postOrders", "DUPLICATE_ORDER"): _twice,
    ("putOrdersOrderIdConfirm", "NOT_CONFIRMABLE"): _not_paid,
    ("postSagaRetrySagaId", "NOT_RETRYABLE"): _not_failed,
    ("postSagaRetrySagaId", "DUPLICATE_ORDER"): _of_another,
    ("postSagaCompensateSagaId", "ALREADY_COMPENSATED"): _twice,
}
