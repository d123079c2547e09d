"""The record seen from outside: lists of charges and refunds, and what it all sums up to."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

from aiohttp import web

from payment_sandbox.entries import Charge, Entry, Refund
from payment_sandbox.keys import SETTINGS
from payment_sandbox.money import from_minor
from payment_sandbox.record import CHARGE_COLUMNS, REFUND_COLUMNS
from payment_sandbox.selection import selection

T = TypeVar("T")

TOTALS = """
SELECT (SELECT COUNT(*) FROM charge) AS charges,
       (SELECT COUNT(*) FROM refund) AS refunds,
       (SELECT COALESCE(SUM(amount), 0) FROM charge) AS charged,
       (SELECT COALESCE(SUM(amount), 0) FROM refund) AS refunded
"""

CHARGED_TWICE = """
SELECT order_id FROM charge
WHERE amount > (SELECT COALESCE(SUM(refund.amount), 0) FROM refund WHERE refund.charge_id = charge.id)
GROUP BY order_id HAVING COUNT(*) > 1 ORDER BY order_id
"""


async def get_charges(request: web.Request) -> web.Response:
    """`{items, more}`, as `selection` has them."""
    return await _list(request, Charge, f"SELECT {CHARGE_COLUMNS} FROM charge")


async def get_refunds(request: web.Request) -> web.Response:
    """`{items, more}`, as `selection` has them."""
    return await _list(request, Refund, f"SELECT {REFUND_COLUMNS} FROM refund")


async def get_summary(request: web.Request) -> web.Response:
    """Counts, sums over all currencies, and the orders with more than one charge not fully refunded."""

    def summarise(connection: sqlite3.Connection) -> dict[str, Any]:
        connection.execute("BEGIN")  # one snapshot for both queries
        totals = connection.execute(TOTALS).fetchone()
        return {
            "charges": totals["charges"],
            "refunds": totals["refunds"],
            "charged": str(from_minor(totals["charged"])),
            "refunded": str(from_minor(totals["refunded"])),
            "kept": str(from_minor(totals["charged"] - totals["refunded"])),
            "ordersChargedTwice": [row["order_id"] for row in connection.execute(CHARGED_TWICE)],
        }

    return web.json_response(await _read(request, summarise))


async def _list(request: web.Request, kind: type[Entry], select: str) -> web.Response:
    asked = selection(request.query)

    def entries(connection: sqlite3.Connection) -> list[Entry]:
        rows = connection.execute(f"{select} {asked.where} LIMIT :limit + 1", asked.parameters)
        return [kind.from_row(dict(row)) for row in rows]

    found = await _read(request, entries)
    items = [{**entry.document(), "idempotencyKey": entry.idempotency_key} for entry in found[: asked.limit]]
    return web.json_response({"items": items, "more": len(found) > asked.limit})


async def _read(request: web.Request, query: Callable[[sqlite3.Connection], T]) -> T:
    """Read on a connection and thread of its own, for a long report must not hold up the charges."""

    def run(path: Path) -> T:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            return query(connection)

    return await asyncio.to_thread(run, request.app[SETTINGS].sandbox_data_file)
