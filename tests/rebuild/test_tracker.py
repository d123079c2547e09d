"""Rebuilding the tracker's tables on the whole stack while orders go on."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest
from common.database import Database
from quadrille.shop import Shop

from tests.rebuild.conftest import Command, Dump

Rebuild = Callable[[], Awaitable[str]]


@pytest.fixture
async def settled(shop: Shop) -> list[str]:
    """Orders that went four ways, told by the tracker to their ends."""
    cancelled, confirmed, declined, slow = [
        await shop.place(method) for method in ("card_ok", "card_ok", "card_declined", "card_slow")
    ]
    await shop.until(cancelled, ["CONFIRMED"])
    await shop.client.call("DELETE", f"/orders/{cancelled['id']}")
    return await _told(shop, [cancelled, declined], "COMPENSATED") + await _told(shop, [confirmed, slow])


async def _told(shop: Shop, orders: list[dict[str, Any]], status: str = "COMPLETED") -> list[str]:
    for order in orders:
        await shop.saga(order, [status])
    return [order["id"] for order in orders]


async def _damage(tables: Database, ids: list[str]) -> None:
    """Every kind of damage, to rows of these sagas alone, and rows of a saga that never was."""
    async with tables.transaction() as tx:
        for statement in (
            "UPDATE saga SET status = 'STARTED', total_amount = 1 WHERE saga_id = %(second)s::uuid",
            "DELETE FROM saga WHERE saga_id = %(third)s::uuid",
            "DELETE FROM saga_step WHERE saga_id = %(second)s::uuid AND n > 1",
            "INSERT INTO saga_step SELECT saga_id, n + 50, name, service, node, status, started_at, ended_at, event_id"
            " FROM saga_step WHERE saga_id = %(fourth)s::uuid",
            "UPDATE event_log SET node = 'x', data = data || '{\"attempt\": 7}' WHERE stream = %(third)s::uuid",
            "DELETE FROM event_log WHERE stream = %(first)s::uuid AND source = 'payment'",
            "UPDATE saga_step SET saga_id = %(never)s::uuid WHERE saga_id = %(fourth)s::uuid AND n = 2",
        ):
            names = ("first", "second", "third", "fourth")
            await tx.execute(statement, {**dict(zip(names, ids, strict=True)), "never": str(uuid4())})


async def test_rows_are_healed_byte_for_byte_while_orders_go_on(
    shop: Shop, settled: list[str], tables: Database, dump: Dump, rebuild: Rebuild
) -> None:
    before = await dump(settled)
    await _damage(tables, settled)
    assert await dump(settled) != before

    work = asyncio.ensure_future(rebuild())
    meanwhile: list[dict[str, Any]] = []
    while not work.done() and len(meanwhile) < 200:
        meanwhile.append(await shop.place())
    said = await work

    assert await dump(settled) == before
    assert said.startswith("Rebuilt: ")
    ids = await _told(shop, meanwhile)
    then = await dump(ids)
    await rebuild()
    assert await dump([*settled, *ids]) == sorted([*before, *then])


async def test_a_rebuild_that_is_killed_leaves_rows_that_the_next_makes_right(
    settled: list[str], tables: Database, dump: Dump, command: Command, rebuild: Rebuild
) -> None:
    before = await dump(settled)
    await _damage(tables, settled)
    process = await command("stack", "exec", "tracker-1", "--", "--rebuild")
    assert process.stdout is not None
    while b'"rebuilding"' not in await process.stdout.readline():
        pass
    process.kill()
    await process.wait()

    await rebuild()

    assert await dump(settled) == before


async def test_what_is_no_part_of_the_stack_cannot_be_run_once(command: Command) -> None:
    process = await command("stack", "exec", "postgres")
    _, said = await process.communicate()
    assert (process.returncode, said.decode().partition(";")[0]) == (1, "Error: There is no module behind postgres")


@pytest.mark.disruptive
async def test_tables_that_were_emptied_by_hand_are_filled_again(
    shop: Shop, settled: list[str], tables: Database, dump: Dump, rebuild: Rebuild
) -> None:
    before = await dump(settled)
    async with tables.transaction() as tx:
        await tx.execute("TRUNCATE event_log, saga, saga_step")
    meanwhile = await shop.place()

    await rebuild()

    assert await dump(settled) == before
    await _told(shop, [meanwhile])
