# What this program imports is installed for it alone.
# mypy: ignore-errors
"""The saga on Restate by its Python SDK: a handler of three durable steps, called by Restate's ingress."""

import asyncio
import os
from decimal import Decimal
from functools import cache

import asyncpg
import restate

CONNECTIONS = 20

orders = restate.Service("orders")


@cache
def pool() -> asyncio.Task:
    """Connections to the database, made by whoever wants one first: Restate's application has no start of its own."""

    async def connect() -> asyncpg.Pool:
        return await asyncpg.create_pool(os.environ["DSN"], min_size=CONNECTIONS, max_size=CONNECTIONS)

    return asyncio.ensure_future(connect())


async def create(order_id: str, total: str, method: str) -> None:
    """Insert the order; harmless when repeated."""
    insert = "INSERT INTO orders (id, status, total, payment_method) VALUES ($1, 'PENDING', $2, $3)"
    await (await pool()).execute(f"{insert} ON CONFLICT DO NOTHING", order_id, Decimal(total), method)


async def pay(order_id: str, total: str, method: str) -> bool:
    """Insert the payment, or decline it; harmless when repeated."""
    if method == "card_declined":
        return False
    insert = "INSERT INTO payments (order_id, amount) VALUES ($1, $2) ON CONFLICT DO NOTHING"
    await (await pool()).execute(insert, order_id, Decimal(total))
    return True


async def settle(order_id: str, status: str) -> None:
    """Confirm or cancel the order."""
    update = "UPDATE orders SET status = $2, updated_at = now() WHERE id = $1"
    await (await pool()).execute(update, order_id, status)


@orders.handler()
async def place(ctx: restate.Context, order: dict) -> dict:
    """Create, pay, then confirm, or cancel what was declined."""
    order_id, total, method = str(ctx.uuid()), order["items"][0]["price"], order["paymentMethod"]
    await ctx.run_typed("create", create, order_id=order_id, total=total, method=method)
    paid = await ctx.run_typed("pay", pay, order_id=order_id, total=total, method=method)
    status = "CONFIRMED" if paid else "CANCELLED"
    await ctx.run_typed("settle", settle, order_id=order_id, status=status)
    return {"id": order_id, "status": status}


app = restate.app([orders])
