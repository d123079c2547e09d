"""A backup restored: no order is lost, charged twice or left unsettled, though the databases went back in time."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from quadrille.client import Client, Json
from quadrille.shop import SAGA_ENDED, Shop

from conftest import HOME, stack

METHODS = ("card_ok", "card_declined", "card_slow", "card_timeout")
PATIENCE_SECONDS = 40.0

Provider = Callable[[str], Awaitable[tuple[int, int]]]

pytestmark = [pytest.mark.disruptive, pytest.mark.timeout(240)]


async def run(command: str, *arguments: str) -> None:
    """A command of the stack, beside what else happens."""
    await asyncio.to_thread(stack, command, *arguments)


async def settled(shop: Shop, orders: list[Json], provider: Provider) -> dict[str, str]:
    """The statuses of orders once their sagas have ended, and nothing about them is wrong."""
    statuses = {}
    for order in orders:
        saga = await shop.saga(order, seconds=PATIENCE_SECONDS)
        now = await shop.order(order)
        charges, refunds = await provider(order["id"])
        assert saga["violations"] == []
        assert charges - refunds == (1 if now["status"] == "CONFIRMED" else 0)
        assert charges <= 1
        statuses[order["id"]] = now["status"]
    return statuses


async def invariants_hold(admin: Client) -> bool:
    return bool((await admin.call("GET", "/invariants"))["holds"])


async def test_what_came_after_the_backup_is_taken_back_from_kafka(
    shop: Shop, admin: Client, provider: Provider, tmp_path: Path
) -> None:
    before = [await shop.place(method) for method in METHODS]
    file = tmp_path / "backup.tar"
    await run("backup", str(file))
    after = [await shop.place(method) for method in METHODS]
    await asyncio.gather(*(shop.saga(order, SAGA_ENDED, PATIENCE_SECONDS) for order in after))
    cancelled = next(order for order in before if order["paymentMethod"] == "card_ok")
    await shop.client.call("DELETE", f"/orders/{cancelled['id']}")
    await shop.saga(cancelled, ("COMPENSATED",))
    told = await settled(shop, [*before, *after], provider)

    await run("restore", str(file))
    assert await settled(shop, [*before, *after], provider) == told
    assert await settled(shop, [await shop.place()], provider)
    assert await invariants_hold(admin)


async def test_orders_of_the_backup_settle_though_kafka_was_lost_with_everything_else(
    shop: Shop, admin: Client, provider: Provider, tmp_path: Path
) -> None:
    ended = [await shop.place(method) for method in METHODS]
    await asyncio.gather(*(shop.saga(order, SAGA_ENDED, PATIENCE_SECONDS) for order in ended))
    told = await settled(shop, ended, provider)
    under_way = [await shop.place(method) for method in METHODS]
    file = tmp_path / "backup.tar"
    await run("backup", str(file))

    await run("clean")
    await run("restore", str(file))
    await run("up")
    (HOME / "started-by-tests").touch()
    assert await settled(shop, ended, provider) == told
    assert await settled(shop, [*under_way, await shop.place()], provider)
    assert await invariants_hold(admin)
