"""A bounded load: customers who order, now and then think better of it, and ask again until they have an answer."""

import asyncio
import random
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from uuid import uuid4

from quadrille.client import ApiError, Client, Json

from chaos.tally import Tally
from crash.walks import insist

METHODS = {"card_ok": 60, "card_declined": 12, "card_slow": 10, "card_flaky": 10, "card_timeout": 8}  # weights
EVERY_SECONDS = 0.75  # between two orders of a customer, if the first was answered by then
CANCELLED = 0.1  # this share, within a second
PATIENCE_SECONDS = 90.0
PAUSE_SECONDS = 0.3  # before who got no answer asks again


@asynccontextmanager
async def load(customers: Sequence[Client], tally: Tally, methods: Mapping[str, int] = METHODS) -> AsyncIterator[None]:
    """Let all customers order during the block, and wait until each has its last answer."""
    stop = asyncio.Event()
    ordering = [asyncio.create_task(_order(customer, tally, methods, stop)) for customer in customers]
    try:
        yield
    finally:
        stop.set()
        await asyncio.gather(*ordering)


async def _order(customer: Client, tally: Tally, methods: Mapping[str, int], stop: asyncio.Event) -> None:
    time = asyncio.get_running_loop().time
    async with asyncio.TaskGroup() as group:
        while not stop.is_set():
            begun = time()
            order = await _asked(customer, tally, "POST", "/orders", _body(methods))
            if order:
                tally.orders[order["id"]], tally.accepted_at[order["id"]] = order, time()
                if random.random() < CANCELLED:
                    group.create_task(_cancel(customer, tally, order))
            await asyncio.sleep(max(0.0, begun + EVERY_SECONDS * random.uniform(0.5, 1.5) - time()))


async def _cancel(customer: Client, tally: Tally, order: Json) -> None:
    await asyncio.sleep(random.random())
    await _asked(customer, tally, "DELETE", f"/orders/{order['id']}")


async def _asked(customer: Client, tally: Tally, method: str, path: str, body: Json | None = None) -> Json | None:
    time = asyncio.get_running_loop().time
    begun = time()
    try:
        return await insist(
            customer, method, path, body, patience=PATIENCE_SECONDS, pause=PAUSE_SECONDS, refused=tally.refuse
        )
    except (ApiError, TimeoutError) as error:
        tally.findings.append(f"{method} {path} had no answer but {error!r}")
        return None
    finally:
        tally.longest_wait = max(tally.longest_wait, time() - begun)


def _body(methods: Mapping[str, int]) -> Json:
    method = random.choices(list(methods), list(methods.values()))[0]
    item = {"productId": f"p-{uuid4()}", "productName": "A thing", "quantity": 2, "price": "10.50"}
    return {"items": [item], "shippingAddress": "1 Dance Hall Lane", "paymentMethod": method}
