"""The product lock: a second order of a product in flight is refused as a duplicate."""

import asyncio
from collections.abc import Sequence
from typing import Literal
from uuid import UUID

import structlog
from common.contracts import OrderCancelled, OrderPlaced
from common.errors import Refusal
from common.lock import Held, KeyLock
from common.requests import Change
from redis.exceptions import RedisError

from order_service.state import State

Scope = Literal["product", "customer"]

log = structlog.get_logger(__name__)


class ProductLock:
    """Locks all products of an order or none; `scope` says whether other customers are locked out too."""

    def __init__(self, lock: KeyLock, scope: Scope) -> None:
        self._lock, self._scope = lock, scope
        self._releasing: set[asyncio.Task[None]] = set()

    async def take(self, order_id: UUID, user_id: UUID, products: set[str]) -> None:
        """Lock them for an order.

        Raises `Refusal` DUPLICATE_ORDER when one is taken; a `RedisError` (transient) while Redis is away.
        """
        taken = await self._lock.take(self._keys(user_id, products), str(order_id))
        if taken is not None:
            product = taken.removeprefix(self._prefix(user_id))
            raise Refusal("DUPLICATE_ORDER", f"product {product} is in another order that is not settled yet")

    async def release(self, order_id: UUID, user_id: UUID, products: set[str]) -> None:
        """Give back what the order still holds; what cannot be given back lapses by itself."""
        try:
            await self._lock.release(self._keys(user_id, products), str(order_id))
        except RedisError as error:
            log.warning("a product lock was not released and will lapse", order=str(order_id), error=str(error))

    async def look(self, user_id: UUID, product: str) -> Held | None:
        """Who holds a product's lock; its token is the order's id."""
        (key,) = self._keys(user_id, {product})
        return await self._lock.look(key)

    def release_cancelled(self, changes: Sequence[Change[State]]) -> None:
        """After commit: release the locks of the orders that were cancelled."""
        for change in changes:
            if change.state and any(isinstance(recorded.event, OrderCancelled) for recorded in change.added):
                self._release_soon(change.state.placed)

    def _release_soon(self, placed: OrderPlaced) -> None:
        products = {item.product_id for item in placed.items}
        task = asyncio.create_task(self.release(placed.order_id, placed.user_id, products))
        self._releasing.add(task)
        task.add_done_callback(self._releasing.discard)

    def _keys(self, user_id: UUID, products: set[str]) -> list[str]:
        return [self._prefix(user_id) + product for product in sorted(products)]

    def _prefix(self, user_id: UUID) -> str:
        return f"order:lock:{user_id}:" if self._scope == "customer" else "order:lock:"
