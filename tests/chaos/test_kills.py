"""Every process killed under load, one after the other: no accepted order is lost, charged twice or left unsettled."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp
import pytest
from quadrille.client import ApiError, Client, Json
from quadrille.shop import ENDED, Shop

VICTIMS = ("order-1", "payment-2", "tracker-1", "gateway-3", "kafka", "auth-1", "payment-sandbox", "redis", "postgres")
METHODS = ("card_ok", "card_ok", "card_slow", "card_flaky", "card_timeout")
BETWEEN_SECONDS = 2.0
PAUSE_SECONDS = 0.1

pytestmark = [pytest.mark.disruptive, pytest.mark.timeout(240)]


async def _order_until(stop: asyncio.Event, shop: Shop, accepted: list[Json]) -> None:
    n = 0
    while not stop.is_set():
        n += 1
        try:
            accepted.append(await shop.place(METHODS[n % len(METHODS)]))
        except ApiError as error:
            if error.status != 503:
                raise
        except (aiohttp.ClientError, TimeoutError):
            pass  # not accepted, as far as the customer knows
        await asyncio.sleep(PAUSE_SECONDS)


def _kill(home: Path, name: str) -> int:
    pid = int((home / "run" / f"{name}.pid").read_text())
    os.kill(pid, signal.SIGKILL)
    return pid


async def test_no_order_suffers_from_killed_processes(
    stack_home: Path,
    new_shop: Callable[[], Awaitable[Shop]],
    admin: Client,
    provider: Callable[[str], Awaitable[tuple[int, int]]],
) -> None:
    stop, accepted = asyncio.Event(), list[Json]()
    shops = [await new_shop() for _ in range(4)]
    by_customer = {(await shop.client.call("GET", "/auth/me"))["id"]: shop for shop in shops}
    load = [asyncio.create_task(_order_until(stop, shop, accepted)) for shop in shops]
    killed = {}
    for name in VICTIMS:
        await asyncio.sleep(BETWEEN_SECONDS)
        killed[name] = _kill(stack_home, name)
    await asyncio.sleep(BETWEEN_SECONDS)
    stop.set()
    await asyncio.gather(*load)

    for order in accepted:
        shop = by_customer[order["userId"]]
        settled = await shop.until(order, ENDED, seconds=40)
        saga = await shop.saga(order, seconds=40)
        assert saga["violations"] == []
        charges, refunds = await provider(order["id"])
        assert charges - refunds == (1 if settled["status"] == "CONFIRMED" else 0)
        assert charges <= 1
    assert len(accepted) > 20
    for name, pid in killed.items():
        assert int((stack_home / "run" / f"{name}.pid").read_text()) != pid
    assert (await admin.call("GET", "/invariants"))["holds"]
