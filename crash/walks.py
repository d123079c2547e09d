"""The columns of the matrix: the paths of a saga, and at which moment of each the process is armed."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import uuid4

import aiohttp
from quadrille.client import ApiError, Client, Json
from quadrille.shop import Shop

PATIENCE_SECONDS = 45.0
# What somebody who asks again meets while the dead process's claim or lock has not lapsed.
PASSING = ("IDEMPOTENCY_IN_PROGRESS", "DUPLICATE_ORDER", "NOT_FOUND")
AWAY = (502, 503, 504)

Arm = Callable[[], None]


@dataclass(frozen=True)
class People:
    """A customer with orders of its own, and the administrator."""

    shop: Shop
    admin: Client

    async def place(self, payment_method: str) -> Json:
        """Place an order, whatever dies meanwhile."""
        item = {"productId": f"p-{uuid4()}", "productName": "A thing", "quantity": 2, "price": "10.50"}
        body = {"items": [item], "shippingAddress": "1 Dance Hall Lane", "paymentMethod": payment_method}
        return await insist(self.shop.client, "POST", "/orders", body)

    async def cancel(self, order: Json) -> None:
        """Cancel an order, whatever dies meanwhile."""
        await insist(self.shop.client, "DELETE", f"/orders/{order['id']}")

    async def intervene(self, action: str, order: Json, **more: str) -> None:
        """`retry` or `compensate` a saga, whatever dies meanwhile."""
        await insist(self.admin, "POST", f"/saga/{action}/{order['id']}", {"reason": "the crash matrix", **more})


async def insist(
    client: Client,
    method: str,
    path: str,
    body: Json | None = None,
    *,
    patience: float = PATIENCE_SECONDS,
    pause: float = 0.1,
    refused: Callable[[str], None] = lambda _: None,
) -> Json:
    """Ask again under one Idempotency-Key until there is an answer; raises `ApiError` for one that is final.

    Every `pause` seconds; `refused` is told each answer that is not final. Raises `TimeoutError` after `patience`.
    """
    key = str(uuid4())
    async with asyncio.timeout(patience):
        while True:
            try:
                return await client.call(method, path, body, key=key)
            except ApiError as error:
                refused(f"{error.status} {error.code}")
                if error.status not in AWAY and error.code not in PASSING:
                    raise
            except (aiohttp.ClientError, TimeoutError) as error:  # nobody knows whether it was done
                refused(type(error).__name__)
            await asyncio.sleep(pause)


async def happy(people: People, arm: Arm) -> Json:
    """Paid and confirmed."""
    arm()
    return await people.place("card_ok")


async def declined(people: People, arm: Arm) -> Json:
    """Not paid, and cancelled."""
    arm()
    return await people.place("card_declined")


async def cancelled(people: People, arm: Arm) -> Json:
    """Cancelled while the provider is slow to charge."""
    order = await people.place("card_slow")
    while "payment.requested" not in await _story(people, order):
        await asyncio.sleep(0.05)
    arm()
    await people.cancel(order)
    return order


async def refunded(people: People, arm: Arm) -> Json:
    """Cancelled after it was confirmed."""
    order = await people.place("card_ok")
    await people.shop.saga(order, ("COMPLETED",))
    arm()
    await people.cancel(order)
    return order


async def answer_lost(people: People, arm: Arm) -> Json:
    """Charged, but the provider's answer is lost on the way."""
    arm()
    return await people.place("card_timeout")


async def deadline(people: People, arm: Arm) -> Json:
    """The provider never answers."""
    arm()
    return await people.place("provider_down")


async def retried(people: People, arm: Arm) -> Json:
    """Declined, then given another attempt that is paid."""
    order = await people.place("card_declined")
    await people.shop.saga(order, ("COMPENSATED",))
    arm()
    await people.intervene("retry", order, paymentMethod="card_ok")
    return order


async def compensated(people: People, arm: Arm) -> Json:
    """Confirmed, then called off by an administrator."""
    order = await people.place("card_ok")
    await people.shop.saga(order, ("COMPLETED",))
    arm()
    await people.intervene("compensate", order)
    return order


async def _story(people: People, order: Json) -> list[str]:
    try:
        return await people.shop.story(order)
    except ApiError:  # the tracker has not heard of it yet
        return []


Walk = Callable[[People, Arm], Awaitable[Json]]
WALKS: dict[str, Walk] = {
    "happy": happy,
    "declined": declined,
    "cancelled": cancelled,
    "refunded": refunded,
    "answer lost": answer_lost,
    "deadline": deadline,
    "retried": retried,
    "compensated": compensated,
}
