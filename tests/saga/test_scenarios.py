"""The scenario tests of the system that Quadrille replaces: duplicate, individual, mixed."""

import asyncio
from collections import Counter
from uuid import uuid4

from quadrille.client import ApiError, Json
from quadrille.shop import Shop


async def _try(shop: Shop, product: str) -> Json | str:
    try:
        return await shop.place(product=product)
    except ApiError as error:
        return f"{error.status} {error.code}"


async def test_of_five_concurrent_orders_of_one_product_one_is_created(shop: Shop) -> None:
    product = str(uuid4())
    answers = await asyncio.gather(*(_try(shop, product) for _ in range(5)))
    created = [answer for answer in answers if isinstance(answer, dict)]
    assert len(created) == 1
    assert [answer for answer in answers if isinstance(answer, str)] == ["409 DUPLICATE_ORDER"] * 4
    assert (await shop.saga(created[0]))["status"] == "COMPLETED"


async def test_fifteen_orders_of_distinct_products_are_spread_evenly_and_complete(shop: Shop) -> None:
    orders = [await shop.place() for _ in range(15)]
    sagas = await asyncio.gather(*(shop.saga(order) for order in orders))
    assert [saga["status"] for saga in sagas] == ["COMPLETED"] * 15
    assert set(Counter(order["gateway"] for order in orders)) == {"gateway-1", "gateway-2", "gateway-3"}
    assert set(Counter(order["node"] for order in orders)) == {"order-1", "order-2"}


async def test_products_ordered_several_times_at_once_and_others_once_make_eight_orders(shop: Shop) -> None:
    contested = [str(uuid4()) for _ in range(3)]
    wanted = [product for product, times in zip(contested, (3, 4, 5), strict=True) for _ in range(times)]
    wanted += [str(uuid4()) for _ in range(5)]
    answers = await asyncio.gather(*(_try(shop, product) for product in wanted))
    created = [answer for answer in answers if isinstance(answer, dict)]
    assert len(created) == 8
    assert Counter(order["items"][0]["productId"] for order in created).most_common(1)[0][1] == 1
    sagas = await asyncio.gather(*(shop.saga(order) for order in created))
    assert [saga["status"] for saga in sagas] == ["COMPLETED"] * 8


async def test_a_failed_order_gives_its_product_back(shop: Shop) -> None:
    product = str(uuid4())
    await shop.until(await shop.place("card_declined", product=product))
    assert (await shop.place_when_free(product))["status"] == "PENDING"
