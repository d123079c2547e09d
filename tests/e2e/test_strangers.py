"""What is another's does not exist: their orders, sagas, traces and events, in lists and live streams alike."""

import asyncio
import json
from collections.abc import Awaitable, Callable

import aiohttp
import pytest
from quadrille.client import ApiError, Client, Json
from quadrille.shop import Shop

NewShop = Callable[[], Awaitable[Shop]]


@pytest.fixture
async def theirs(new_shop: NewShop) -> Json:
    """An order of somebody else, whose saga the tracker knows."""
    other = await new_shop()
    placed = await other.place()
    await other.saga(placed)
    return placed


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/orders/{id}"),
        ("DELETE", "/orders/{id}"),
        ("PUT", "/orders/{id}/confirm"),
        ("GET", "/saga/status/{correlationId}"),
        ("GET", "/sagas/correlation/{correlationId}"),
        ("GET", "/trace/order/{id}"),
        ("GET", "/trace/correlation/{correlationId}"),
    ],
)
async def test_anothers_order_saga_and_trace_are_404(shop: Shop, theirs: Json, method: str, path: str) -> None:
    with pytest.raises(ApiError) as refusal:
        await shop.client.call(method, path.format_map(theirs))
    assert (refusal.value.status, refusal.value.code) == (404, "NOT_FOUND")


@pytest.mark.parametrize("path", ["/orders", "/saga/active", "/trace/active-flows", "/trace/events?limit=200"])
async def test_lists_hold_ones_own_only(shop: Shop, theirs: Json, path: str) -> None:
    mine = await shop.place(confirmation="manual")
    await shop.saga(mine, ("STARTED", "PAID"))
    items = (await shop.client.call("GET", path))["items"]
    assert mine["correlationId"] in {item["correlationId"] for item in items}
    assert theirs["correlationId"] not in json.dumps(items)


async def test_events_of_another_are_not_found_by_their_ids(shop: Shop, theirs: Json) -> None:
    for query in (f"orderId={theirs['id']}", f"correlationId={theirs['correlationId']}"):
        assert (await shop.client.call("GET", f"/trace/events?{query}"))["items"] == []


async def test_anothers_events_do_not_come_through_a_live_stream(
    session: aiohttp.ClientSession, shop: Shop, new_shop: NewShop
) -> None:
    other = await new_shop()
    headers = {"Authorization": f"Bearer {shop.client.token}", "Accept": "text/event-stream"}
    async with session.get("/trace/events", headers=headers) as live:
        assert live.content_type == "text/event-stream"
        theirs = await other.place()
        await other.saga(theirs)
        mine = await shop.place()
        seen = await asyncio.wait_for(_until_confirmed(live), 20)
    assert {event["data"]["userId"] for event in seen} == {mine["userId"]}


async def _until_confirmed(live: aiohttp.ClientResponse) -> list[Json]:
    events = []
    async for line in live.content:
        if line.startswith(b"data: "):
            events.append(json.loads(line.removeprefix(b"data: ")))
            if events[-1]["type"] == "order.confirmed":
                break
    return events


async def test_a_stream_that_was_cut_goes_on_where_it_ended(session: aiohttp.ClientSession, shop: Shop) -> None:
    first, second = await shop.place(), await shop.place()
    for order in (first, second):
        await shop.saga(order)
    listed = (await shop.client.call("GET", "/trace/events?limit=200"))["items"]
    middle = len(listed) // 2
    headers = {"Authorization": f"Bearer {shop.client.token}", "Accept": "text/event-stream"}
    headers["Last-Event-ID"] = listed[middle]["id"]
    async with session.get("/trace/events", headers=headers) as live:
        rest = [await asyncio.wait_for(_next(live), 20) for _ in listed[middle + 1 :]]
    assert rest == [event["id"] for event in listed[middle + 1 :]]


async def _next(live: aiohttp.ClientResponse) -> str:
    async for line in live.content:
        if line.startswith(b"id: "):
            return line.removeprefix(b"id: ").strip().decode()
    raise AssertionError("the stream ended")


async def test_an_administrator_sees_all_of_it(admin: Client, theirs: Json) -> None:
    for path in ("/orders/{id}", "/saga/status/{correlationId}", "/trace/order/{id}"):
        assert await admin.call("GET", path.format_map(theirs))
