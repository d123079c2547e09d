"""The product lock on real Redis: who is in whose way."""

import asyncio
from uuid import UUID

import pytest
from common.errors import Refusal
from common.ids import new_id
from common.lock import KeyLock, Limits
from order_service.product_lock import ProductLock, Scope
from order_service.testing import CUSTOMER, ORDER
from redis.asyncio import Redis

SOMEBODY_ELSE = UUID(int=99)


@pytest.fixture
def product() -> str:
    """A product no other test knows, whose id holds the separator of the keys."""
    return f"tea:{new_id()}"


def scoped(redis: Redis, scope: Scope) -> ProductLock:
    return ProductLock(KeyLock(redis, Limits(600, 0)), scope)


async def test_another_order_of_the_product_is_a_duplicate_whoever_orders_it(redis: Redis, product: str) -> None:
    lock = scoped(redis, "product")
    await lock.take(ORDER, CUSTOMER, {product})
    for customer in (CUSTOMER, SOMEBODY_ELSE):
        with pytest.raises(Refusal, match=f"DUPLICATE_ORDER: product {product} is in another order"):
            await lock.take(new_id(), customer, {product})


async def test_by_customer_scope_only_the_same_customer_is_in_the_way(redis: Redis, product: str) -> None:
    lock = scoped(redis, "customer")
    await lock.take(ORDER, CUSTOMER, {product})
    await lock.take(new_id(), SOMEBODY_ELSE, {product})
    with pytest.raises(Refusal, match=f"DUPLICATE_ORDER: product {product} is in another order"):
        await lock.take(new_id(), CUSTOMER, {product})


async def test_an_order_takes_all_its_products_or_none(redis: Redis, product: str) -> None:
    lock = scoped(redis, "product")
    await lock.take(ORDER, CUSTOMER, {f"{product}-b"})
    with pytest.raises(Refusal):
        await lock.take(new_id(), CUSTOMER, {f"{product}-a", f"{product}-b", f"{product}-c"})
    await lock.take(new_id(), CUSTOMER, {f"{product}-a", f"{product}-c"})


async def test_of_many_orders_at_once_one_gets_the_product(redis: Redis, product: str) -> None:
    lock = scoped(redis, "product")
    taking = (lock.take(new_id(), CUSTOMER, {product}) for _ in range(30))
    answers = await asyncio.gather(*taking, return_exceptions=True)
    assert answers.count(None) == 1
    assert all(answer is None or isinstance(answer, Refusal) for answer in answers)


async def test_an_order_gives_back_only_its_own(redis: Redis, product: str) -> None:
    lock = scoped(redis, "product")
    await lock.take(ORDER, CUSTOMER, {product})
    await lock.release(new_id(), CUSTOMER, {product})
    with pytest.raises(Refusal):
        await lock.take(new_id(), CUSTOMER, {product})
