"""When a product is given back: by a cancellation that is durable, after the minimum hold, and by nothing else."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest
from common.commands import Decider
from common.database import Database
from common.errors import Refusal
from common.ids import new_id
from common.requests import Outcome, Request
from order_service.commands import CancelOrder, Command, NoteDecline, NotePayment, PlaceOrder
from order_service.product_lock import ProductLock
from order_service.settings import Settings
from order_service.state import State
from order_service.testing import CORRELATION, CUSTOMER, MOMENT, ORDER, place
from redis.asyncio import Redis

Tell = Callable[..., Awaitable[list[Outcome[State]]]]
HELD_MS = 60_000  # the minimum hold in these tests, of a lock for 600 s: what is left tells which of them holds


@pytest.fixture
def product() -> str:
    """A product no other test knows, whose id holds the separator of the keys."""
    return f"tea:{new_id()}"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"order_lock_seconds": 600, "order_lock_least_seconds": HELD_MS / 1000})


def order_of(product: str) -> PlaceOrder:
    return place(items=(place().items[0].model_copy(update={"product_id": product}),))


@pytest.mark.parametrize("ending", [CancelOrder(CUSTOMER), NoteDecline(1, "card_declined")])
async def test_a_cancelled_order_holds_its_products_for_the_minimum_only(
    redis: Redis, locks: ProductLock, tell: Tell, product: str, ending: CancelOrder | NoteDecline
) -> None:
    await locks.take(ORDER, CUSTOMER, {product})
    await tell(order_of(product))
    assert await left(redis, product) > HELD_MS
    await tell(ending)
    while await left(redis, product) > HELD_MS:  # the test's time limit ends it
        await asyncio.sleep(0.01)
    assert await left(redis, product) > 0
    with pytest.raises(Refusal):
        await locks.take(new_id(), CUSTOMER, {product})


async def test_a_confirmed_order_keeps_its_products_locked(
    redis: Redis, locks: ProductLock, tell: Tell, product: str
) -> None:
    await locks.take(ORDER, CUSTOMER, {product})
    await tell(order_of(product), NotePayment(1))
    await asyncio.sleep(0.05)
    assert await left(redis, product) > HELD_MS


class RolledBack(Exception):
    """Ends a transaction without its COMMIT."""


async def test_nothing_is_given_back_by_a_cancellation_that_was_rolled_back(
    redis: Redis, locks: ProductLock, orders: Database, decider: Decider[Command, State], tell: Tell, product: str
) -> None:
    await locks.take(ORDER, CUSTOMER, {product})
    await tell(order_of(product))
    with suppress(RolledBack):
        async with orders.transaction() as tx:
            await decider.execute(tx, [Request(new_id(), ORDER, CancelOrder(CUSTOMER), CORRELATION, MOMENT)])
            raise RolledBack
    await asyncio.sleep(0.05)
    assert await left(redis, product) > HELD_MS


async def left(redis: Redis, product: str) -> int:
    """Milliseconds until the product's lock lapses."""
    return int(await redis.pttl(f"order:lock:{product}"))
