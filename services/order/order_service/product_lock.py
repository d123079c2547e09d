"""The product lock: a second order of a product in flight is refused as a duplicate."""

import asyncio
from collections.abc import Sequence
from typing import Literal
from uuid import UUID

import structlog
from common.contracts import OrderCancelled
from common.errors import Refusal
from common.failpoints import failpoint
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

    async def take(self, order_id: UUID, user_id: UUID, products: set[str], cause: str = "") -> None:
        """Lock them for an order, be they locked already for one of the same `cause`, of which nobody knows.

        Raises `Refusal` DUPLICATE_ORDER when one is taken; a `RedisError` (transient) while Redis is away.
        """
        try:
            taken = await self._lock.take(self._keys(user_id, products), str(order_id), cause)
        except asyncio.CancelledError:  # it may have been taken all the same
            self._release_soon(order_id, user_id, products)
            raise
        if taken is not None:
            product = taken.removeprefix(self._prefix(user_id))
            raise Refusal("DUPLICATE_ORDER", f"product {product} is in another order that is not settled yet")
        await failpoint("lock.taken")

    async def hand_on(self, order_id: UUID, user_id: UUID, products: set[str], cause: str) -> None:
        """Leave to an order of the same `cause` what was locked for another; it may lapse while Redis is away."""
        try:
            await self._lock.take(self._keys(user_id, products), str(order_id), cause)
        except RedisError as error:
            log.warning("a product lock bears the id of another order", order=str(order_id), error=str(error))

    async def release(self, order_id: UUID, user_id: UUID, products: set[str], *, at_once: bool = False) -> None:
        """Give back what the order still holds, after the minimum hold unless `at_once`.

        What cannot be given back lapses by itself.
        """
        await failpoint("lock.releasing")
        try:
            await self._lock.release(self._keys(user_id, products), str(order_id), at_once=at_once)
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
                placed = change.state.placed
                self._release_soon(placed.order_id, placed.user_id, {item.product_id for item in placed.items})

    def _release_soon(self, order_id: UUID, user_id: UUID, products: set[str]) -> None:
        task = asyncio.create_task(self.release(order_id, user_id, products))
        self._releasing.add(task)
        task.add_done_callback(self._releasing.discard)

    def _keys(self, user_id: UUID, products: set[str]) -> list[str]:
        return [self._prefix(user_id) + product for product in sorted(products)]

    def _prefix(self, user_id: UUID) -> str:
        return f"order:lock:{user_id}:" if self._scope == "customer" else "order:lock:"
