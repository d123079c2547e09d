"""Everything restarted in turn, under load, as an upgrade does it: whoever asks again when told to is always served."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import uuid4

import aiohttp
import pytest
from quadrille.client import ApiError, Json
from quadrille.shop import ENDED, Shop, an_order

from conftest import stack

AGAIN_SECONDS, TRIES = 0.1, 100
PAUSE_SECONDS = 0.02

pytestmark = [pytest.mark.disruptive, pytest.mark.timeout(240)]


async def until_answered(shop: Shop, method: str, path: str, body: Json | None = None) -> Json:
    """The answer to a request that is asked again under its key when nobody was there, as any client would."""
    key = str(uuid4()) if body else None
    for _ in range(TRIES):
        try:
            return await shop.client.call(method, path, body, key=key)
        except ApiError as error:
            if error.status != 503:
                raise
        except aiohttp.ClientConnectionError:
            pass
        await asyncio.sleep(AGAIN_SECONDS)
    raise AssertionError(f"{method} {path} was not answered in {TRIES} tries")


async def order_until(stop: asyncio.Event, shop: Shop, placed: list[Json]) -> None:
    """Place orders, and look at each."""
    while not stop.is_set():
        order = await until_answered(shop, "POST", "/orders", an_order())
        assert (await until_answered(shop, "GET", f"/orders/{order['id']}"))["id"] == order["id"]
        placed.append(order)
        await asyncio.sleep(PAUSE_SECONDS)


async def test_nobody_who_asks_again_is_refused_and_every_order_settles_once(
    new_shop: Callable[[], Awaitable[Shop]], provider: Callable[[str], Awaitable[tuple[int, int]]]
) -> None:
    shops, placed, stop = [await new_shop() for _ in range(4)], list[Json](), asyncio.Event()
    load = [asyncio.create_task(order_until(stop, shop, placed)) for shop in shops]
    try:
        await asyncio.to_thread(stack, "rolling-restart")
    finally:
        stop.set()
        await asyncio.gather(*load)
    owner = {(await shop.client.call("GET", "/auth/me"))["id"]: shop for shop in shops}
    for order in placed:
        ended = await owner[order["userId"]].until(order, ENDED, 40.0)
        assert ended["status"] == "CONFIRMED"
        assert await provider(order["id"]) == (1, 0)
    assert len(placed) > len(shops)
