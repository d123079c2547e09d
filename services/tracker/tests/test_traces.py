"""What callers are told of events over HTTP, and what is kept from them."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from common.clock import rfc3339
from common.ids import new_id
from tracker_service.testing import paths
from tracker_service.testing.delivery import suspension

Ask = Callable[[str, UUID | None], Awaitable[tuple[int, Any]]]
Watch = Callable[..., Awaitable[None]]


async def test_only_an_administrator_sees_what_else_happened_under_a_correlation_id(
    ask: Ask, watch: Watch, admin: UUID
) -> None:
    it = paths.declined()
    it.events.append(suspension(it.user_id, it.correlation_id))
    await watch(it)

    _, own = await ask(f"/trace/correlation/{it.correlation_id}", it.user_id)
    _, whole = await ask(f"/trace/correlation/{it.correlation_id}", admin)

    assert {event["source"] for event in own["events"]} == {"order", "payment"}
    assert {event["source"] for event in whole["events"]} == {"order", "payment", "auth"}


async def test_a_trace_of_an_order_shows_every_event_with_its_place_causes_first(ask: Ask, watch: Watch) -> None:
    it = paths.confirmed()
    await watch(it)

    _, trace = await ask(f"/trace/order/{it.order_id}", it.user_id)

    assert (trace["correlationId"], trace["orderId"]) == (str(it.correlation_id), str(it.order_id))
    assert [event["type"] for event in trace["events"]] == [event.event.type for event in it.events]
    requested, said = trace["events"][1], it.events[1]
    assert requested.pop("data")["paymentMethod"] == "card_ok"
    assert requested == {
        "id": str(said.id),
        "type": "payment.requested",
        "source": "payment",
        "node": "payment-1",
        "time": rfc3339(said.time),
        "version": 1,
        "correlationId": str(it.correlation_id),
        "causationId": str(it.events[0].id),
        "topic": "payment.events.v1",
        "partition": 0,
        "offset": 1,
    }


async def test_an_id_that_is_none_is_not_found_and_nobody_is_not_answered(ask: Ask, admin: UUID) -> None:
    assert (await ask("/trace/order/17", admin))[0] == 404
    assert (await ask(f"/saga/status/{new_id()}", None))[0] == 401
