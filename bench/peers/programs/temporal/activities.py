# What this program imports is installed for it alone.
# mypy: ignore-errors
"""The three steps of the saga, each an activity that writes to the database; harmless when repeated."""

from decimal import Decimal

import asyncpg
from temporalio import activity


class Activities:
    """Steps with a pool of connections."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    @activity.defn
    async def create(self, order_id: str, total: str, method: str) -> None:
        """Insert the order."""
        insert = "INSERT INTO orders (id, status, total, payment_method) VALUES ($1, 'PENDING', $2, $3)"
        await self._pool.execute(f"{insert} ON CONFLICT DO NOTHING", order_id, Decimal(total), method)

    @activity.defn
    async def pay(self, order_id: str, total: str, method: str) -> bool:
        """Insert the payment, or decline it."""
        if method == "card_declined":
            return False
        insert = "INSERT INTO payments (order_id, amount) VALUES ($1, $2) ON CONFLICT DO NOTHING"
        await self._pool.execute(insert, order_id, Decimal(total))
        return True

    @activity.defn
    async def settle(self, order_id: str, status: str) -> None:
        """Confirm or cancel the order."""
        await self._pool.execute("UPDATE orders SET status = $2, updated_at = now() WHERE id = $1", order_id, status)
