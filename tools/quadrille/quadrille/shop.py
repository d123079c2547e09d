"""A customer of the shop: places orders and waits for their sagas, for the demo's sister programs and the tests."""

import asyncio
from collections.abc import Collection
from decimal import Decimal
from uuid import uuid4

from quadrille.client import ApiError, Client, Json

ENDED = ("CONFIRMED", "CANCELLED")
SAGA_ENDED = ("COMPLETED", "COMPENSATED")


def an_order(payment_method: str = "card_ok", *, product: str | None = None, **more: object) -> Json:
    """What places an order of one product (a new one unless named), 2 × 10.50."""
    item = {"productId": product or f"p-{uuid4()}", "productName": "A thing", "quantity": 2, "price": "10.50"}
    return {"items": [item], "shippingAddress": "1 Dance Hall Lane", "paymentMethod": payment_method, **more}


class Shop:
    """One client's view of its orders."""

    def __init__(self, client: Client) -> None:
        self.client = client

    async def place(self, payment_method: str = "card_ok", *, product: str | None = None, **more: object) -> Json:
        """Place `an_order`; raises `ApiError`."""
        return await self.client.call("POST", "/orders", an_order(payment_method, product=product, **more))

    async def place_when_free(self, product: str, seconds: float = 15.0) -> Json:
        """Place an order of a product as soon as no other order has it locked."""
        deadline = asyncio.get_running_loop().time() + seconds
        while True:
            try:
                return await self.place(product=product)
            except ApiError as error:
                if error.code != "DUPLICATE_ORDER" or asyncio.get_running_loop().time() > deadline:
                    raise
            await asyncio.sleep(0.1)

    async def order(self, order: Json) -> Json:
        """The order as it is now."""
        return await self.client.call("GET", f"/orders/{order['id']}")

    async def until(self, order: Json, statuses: Collection[str] = ENDED, seconds: float = 25.0) -> Json:
        """The order once it has one of `statuses`. Raises `TimeoutError` naming the status it has instead."""
        return await self._until(f"/orders/{order['id']}", statuses, seconds)

    async def saga(self, order: Json, statuses: Collection[str] = SAGA_ENDED, seconds: float = 25.0) -> Json:
        """The saga once it has one of `statuses`, as the tracker tells it."""
        return await self._until(f"/saga/status/{order['correlationId']}", statuses, seconds)

    async def story(self, order: Json) -> list[str]:
        """The types of the order's events, in causal order."""
        return [event["type"] for event in (await self.client.call("GET", f"/trace/order/{order['id']}"))["events"]]

    async def _until(self, path: str, statuses: Collection[str], seconds: float) -> Json:
        deadline, last = asyncio.get_running_loop().time() + seconds, "nothing"
        while asyncio.get_running_loop().time() < deadline:
            try:
                answer = await self.client.call("GET", path)
            except ApiError as error:
                if error.status not in (404, 503):  # the tracker may not have heard of it yet, or be away
                    raise
            else:
                last = answer["status"]
                if last in statuses:
                    return answer
            await asyncio.sleep(0.05)
        raise TimeoutError(f"{path} is {last} after {seconds:.0f} s, not {' or '.join(statuses)}")


def total(*orders: Json) -> Decimal:
    """The sum of what orders come to."""
    return sum((Decimal(str(order["totalAmount"])) for order in orders), Decimal(0))
