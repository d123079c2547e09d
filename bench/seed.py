"""Putting settled orders behind: one that really went through is multiplied in every database that it touched."""

import asyncio
import threading
from collections.abc import Sequence

from rich.progress import Progress

from bench.databases import SERVICES, cursor_of
from bench.multiply import Left, insert, left_by, names_in
from bench.orders import place
from bench.report import console
from bench.stage import Stage

BATCH = 10_000  # orders

_USER = "SELECT user_id::text FROM orders WHERE id = %s::uuid"
_TOLD = "SELECT status FROM saga WHERE saga_id = %s::uuid"
_EVENTS = "SELECT id::text FROM event_log WHERE stream = %s::uuid"


async def seed(stage: Stage, orders: int) -> dict[str, int]:
    """Multiply an order that was confirmed; returns how many rows an order has, by table."""
    order = await place(stage, stage.tokens[0])
    left = await asyncio.to_thread(_left, stage, order)
    with cursor_of(stage, "order") as statements:
        statements.execute(_USER, (order,))
        ((user,),) = statements.fetchall()
    names = names_in([row for rows in left.values() for row in rows], user)
    with Progress(console=console, transient=True) as progress:
        bars = {service: progress.add_task(f"{service}: orders behind", total=orders) for service in SERVICES}

        def multiply(service: str, rows: Sequence[Left]) -> None:
            with cursor_of(stage, service) as statements:
                for first in range(0, orders, BATCH):
                    last = min(first + BATCH, orders) - 1
                    for row in rows:
                        statements.execute(insert(row, names, orders), {"first": first, "last": last})
                    progress.advance(bars[service], last + 1 - first)
                statements.execute("VACUUM (ANALYZE)")  # as if all had been settled long ago
                statements.execute("CHECKPOINT")

        await asyncio.gather(*(asyncio.to_thread(multiply, service, rows) for service, rows in left.items()))
    return _counted(left)


def _left(stage: Stage, order: str) -> dict[str, list[Left]]:
    with cursor_of(stage, "tracker") as statements:
        pause = threading.Event()
        statements.execute(_TOLD, (order,))
        while statements.fetchall() != [("COMPLETED",)]:
            pause.wait(0.1)
            statements.execute(_TOLD, (order,))
        statements.execute(_EVENTS, (order,))
        ids = [order, *(event_id for (event_id,) in statements.fetchall())]
    found = {}
    for service in SERVICES:
        with cursor_of(stage, service) as statements:
            found[service] = left_by(statements, ids)
    return found


def _counted(left: dict[str, list[Left]]) -> dict[str, int]:
    tables = [f"{service}.{row.table}" for service, rows in left.items() for row in rows]
    return {table: tables.count(table) for table in dict.fromkeys(tables)}
