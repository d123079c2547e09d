"""GET /orders/:id/history: one order folded anew from its events, up to any version."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from common.ids import new_id
from common.requests import Outcome
from order_service.commands import CancelOrder, NoteDecline, NotePayment, RetryOrder
from order_service.state import State
from order_service.testing import MOMENT
from order_service.testing.api import ADMIN, ME, OTHER, Client, ask, place

Tell = Callable[..., Awaitable[list[Outcome[State]]]]


@pytest.fixture
async def order(api: Client, tell: Tell) -> dict[str, Any]:
    """Declined, tried again by another method, paid, and cancelled by its user."""
    placed = await place(api)
    commands = (
        NoteDecline(1, "card_declined"),
        RetryOrder(UUID(int=3), "again", "card_slow", MOMENT),
        NotePayment(2),
        CancelOrder(UUID(int=2)),
    )
    for command in commands:
        await tell(command, order=UUID(placed["id"]))
    return placed


async def test_each_event_is_told_with_where_the_order_stood_after_it(api: Client, order: dict[str, Any]) -> None:
    status, told = await ask(api, "GET", f"/orders/{order['id']}/history")

    assert (status, told["orderId"], told["version"]) == (200, order["id"], 5)
    assert [
        (each["version"], each["type"], each["state"]["status"], each["state"]["attempt"]) for each in told["items"]
    ] == [
        (1, "order.placed", "PENDING", 1),
        (2, "order.cancelled", "CANCELLED", 1),
        (3, "order.reopened", "PENDING", 2),
        (4, "order.confirmed", "CONFIRMED", 2),
        (5, "order.cancelled", "CANCELLED", 2),
    ]
    assert [each["state"]["failureReason"] for each in told["items"]] == [
        *(None, "card_declined", None, None, "cancelled_by_user")
    ]
    assert [each["state"]["paymentMethod"] for each in told["items"]] == ["card_ok"] * 2 + ["card_slow"] * 3
    first = told["items"][0]
    assert first["data"]["items"] == [{**item, "price": "0.10"} for item in order["items"]]
    assert (first["node"], first["correlationId"]) == ("test-1", order["correlationId"])
    assert first["state"]["totalAmount"] == order["totalAmount"]


@pytest.mark.parametrize("version", [1, 2, 5])
async def test_the_fold_stops_at_the_version_asked_for(api: Client, order: dict[str, Any], version: int) -> None:
    _, whole = await ask(api, "GET", f"/orders/{order['id']}/history")

    status, told = await ask(api, "GET", f"/orders/{order['id']}/history?version={version}", ADMIN)

    assert (status, told) == (200, {**whole, "version": version, "items": whole["items"][:version]})


async def test_the_newest_state_is_what_the_order_is_read_as(api: Client, order: dict[str, Any]) -> None:
    _, read = await ask(api, "GET", f"/orders/{order['id']}")
    _, told = await ask(api, "GET", f"/orders/{order['id']}/history")

    state = told["items"][-1]["state"]
    assert {name: read[name] for name in state if name in read} == {name: state[name] for name in state if name in read}
    assert read["version"] == told["version"]


async def test_a_version_that_the_order_has_not_come_to_is_not_there(api: Client, order: dict[str, Any]) -> None:
    status, problem = await ask(api, "GET", f"/orders/{order['id']}/history?version=6")

    assert (status, problem["code"]) == (404, "NOT_FOUND")
    assert problem["detail"] == "the order has not come to version 6; its newest is 5"


async def test_an_order_of_another_has_no_history(api: Client, order: dict[str, Any]) -> None:
    for path, who in ((order["id"], OTHER), (new_id(), ME)):
        status, problem = await ask(api, "GET", f"/orders/{path}/history", who)
        assert (status, problem["detail"]) == (404, "there is no such order")


@pytest.mark.parametrize("query", ["version=0", "version=two", "versions=1"])
async def test_a_query_that_makes_no_sense_is_refused_by_its_name(
    api: Client, order: dict[str, Any], query: str
) -> None:
    status, problem = await ask(api, "GET", f"/orders/{order['id']}/history?{query}")

    assert (status, problem["errors"][0]["field"]) == (422, query.partition("=")[0])
