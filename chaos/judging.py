"""Whether all is right after an outage; each finding names the order, or what else is not as it should be."""

import asyncio
from collections.abc import Collection
from contextlib import suppress

import aiohttp
from quadrille.client import ApiError, Client, Json
from quadrille.shop import Shop
from redis.exceptions import RedisError

from chaos.scene import Scene
from chaos.tally import Tally
from crash.judging import broken, of_order, of_system

SETTLING_SECONDS = 60.0
AT_ONCE = 8


async def findings(scene: Scene, admin: Client, tally: Tally) -> list[str]:
    """What is still wrong when nothing is, or after a minute."""
    deadline = asyncio.get_running_loop().time() + SETTLING_SECONDS
    wrong: Collection[Json] = list(tally.orders.values())
    while True:
        found = await _of_orders(scene, admin, wrong)
        around = [] if found else await _of_system(scene, admin)
        if not (found or around):
            return []
        if asyncio.get_running_loop().time() > deadline:
            break
        wrong = [tally.orders[order_id] for order_id in found]
        await asyncio.sleep(0.3)
    around = around or await _of_system(scene, admin)
    await _forget_what_is_broken(scene, admin)
    return [*(f"{order_id}: {'; '.join(sentences)}" for order_id, sentences in found.items()), *around]


async def _of_orders(scene: Scene, admin: Client, orders: Collection[Json]) -> dict[str, list[str]]:
    """By order id, only those with something wrong."""
    few = asyncio.Semaphore(AT_ONCE)

    async def one(order: Json) -> list[str]:
        async with few:
            try:
                return await of_order(scene.stage, Shop(admin), order)
            except (ApiError, aiohttp.ClientError, TimeoutError) as error:
                return [f"no answer: {error!r}"]

    found = await asyncio.gather(*map(one, orders))
    return {order["id"]: sentences for order, sentences in zip(orders, found, strict=True) if sentences}


async def _of_system(scene: Scene, admin: Client) -> list[str]:
    try:
        return await of_system(scene.stage, admin)
    except (ApiError, aiohttp.ClientError, RedisError, TimeoutError) as error:
        return [f"no answer: {error!r}"]


async def _forget_what_is_broken(scene: Scene, admin: Client) -> None:
    """One finding each: a later row is not judged by what an earlier one broke."""
    with suppress(ApiError, aiohttp.ClientError, TimeoutError):  # then it was a finding that there is no answer
        scene.stage.broken |= broken(await admin.call("GET", "/invariants"))
