"""The order service's HTTP API: placing an order, reading it, and what its user may do to it."""

from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import pytest
from common.ids import new_id
from common.requests import Outcome
from order_service.commands import NotePayment
from order_service.state import State
from order_service.testing.api import ME, OTHER, Client, ask, body, place

Tell = Callable[..., Awaitable[list[Outcome[State]]]]


async def test_an_order_is_answered_as_it_will_be_read(api: Client) -> None:
    correlation = str(uuid4())
    response = await api.post("/orders", json=body(), headers={**ME, "X-Correlation-Id": correlation})
    order = await response.json()
    assert response.status == 201
    assert (order["status"], order["sagaId"], order["correlationId"]) == ("PENDING", order["id"], correlation)
    assert (order["node"], order["gateway"], order["paymentMethod"]) == ("test-1", "gateway-2", "card_ok")
    assert b'"totalAmount":0.30' in await response.read()
    assert await ask(api, "GET", response.headers["Location"]) == (200, order)


async def test_what_needs_no_money_can_be_ordered(api: Client) -> None:
    free = {"productId": str(new_id()), "productName": "Sample", "quantity": 1, "price": 0}
    assert (await place(api, items=[free]))["totalAmount"] == 0


async def test_an_order_is_cancelled_once_and_reads_the_same_afterwards(api: Client) -> None:
    path = f"/orders/{(await place(api))['id']}"
    status, order = await ask(api, "DELETE", path)
    assert (status, order["status"], order["version"]) == (200, "CANCELLED", 2)
    assert await ask(api, "DELETE", path) == (200, order)
    assert await ask(api, "GET", path) == (200, order)


async def test_a_paid_order_with_manual_confirmation_is_confirmed_by_its_user(api: Client, tell: Tell) -> None:
    order = await place(api, confirmation="manual")
    path = f"/orders/{order['id']}/confirm"
    status, refusal = await ask(api, "PUT", path)
    assert (status, refusal["code"]) == (409, "NOT_CONFIRMABLE")
    await tell(NotePayment(1), order=UUID(order["id"]))
    status, confirmed = await ask(api, "PUT", path)
    assert (status, confirmed["status"]) == (200, "CONFIRMED")


@pytest.mark.parametrize(("method", "suffix"), [("GET", ""), ("DELETE", ""), ("PUT", "/confirm")])
async def test_an_order_of_somebody_else_is_as_unknown_as_one_that_never_was(
    api: Client, method: str, suffix: str
) -> None:
    mine, unknown = f"/orders/{(await place(api))['id']}{suffix}", f"/orders/{new_id()}{suffix}"
    status, problem = await ask(api, method, mine, OTHER)
    nothing, same = await ask(api, method, unknown, OTHER)
    assert (status, problem["code"], problem["detail"]) == (404, "NOT_FOUND", same["detail"])
    assert nothing == 404


async def test_who_is_not_known_is_refused(api: Client) -> None:
    for who in ({}, {"X-User-Id": "me"}):
        status, refusal = await ask(api, "GET", "/orders", who)
        assert (status, refusal["code"]) == (401, "UNAUTHENTICATED")
