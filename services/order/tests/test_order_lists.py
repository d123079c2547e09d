"""Lists of orders: one's own, newest first, page by page."""

from collections.abc import Awaitable, Callable

from common.requests import Outcome
from order_service.state import State
from order_service.testing.api import OTHER, Client, ask, place
from yarl import URL

Tell = Callable[..., Awaitable[list[Outcome[State]]]]


async def test_pages_stay_right_while_orders_are_added(api: Client) -> None:
    expected = [(await place(api))["id"] for _ in range(11)][::-1]
    seen: list[str] = []
    cursor: str | None = None
    while len(seen) < len(expected):
        query = {"limit": "4"} | ({"cursor": cursor} if cursor else {})
        _, page = await ask(api, "GET", str(URL("/orders").with_query(query)))
        seen += [order["id"] for order in page["items"]]
        cursor = page["nextCursor"]
        await place(api)
    assert (seen, cursor) == (expected, None)


async def test_a_list_holds_ones_own_orders_of_the_status_asked_for(api: Client) -> None:
    pending, cancelled = await place(api), await place(api)
    await ask(api, "DELETE", f"/orders/{cancelled['id']}")
    for status, order in (("PENDING", pending), ("CANCELLED", cancelled)):
        _, page = await ask(api, "GET", f"/orders?status={status}")
        assert ([found["id"] for found in page["items"]], page["nextCursor"]) == ([order["id"]], None)
    assert (await ask(api, "GET", "/orders", OTHER))[1] == {"items": [], "nextCursor": None}
