"""Playing one scenario: place its orders at once, then read back what became of them."""

import asyncio
from collections.abc import Iterator
from uuid import uuid4

import aiohttp

from quadrille.client import ApiError, Json
from quadrille.scenarios.scenario import Scenario
from quadrille.scenarios.tally import CREATED, Tally
from quadrille.shop import ENDED, SAGA_ENDED, Shop

PATIENCE_SECONDS = 30.0
POLL_SECONDS = 0.25


async def play(scenario: Scenario, shop: Shop, tally: Tally, patience: float = PATIENCE_SECONDS) -> None:
    """Fill `tally` as it goes, until every order's saga has ended or `patience` seconds have passed.

    `shop` is a new customer's, so that all its orders are the scenario's.
    """
    await asyncio.gather(*(_place(shop, product, tally) for product in _products(scenario)))
    loop = asyncio.get_running_loop()
    deadline = loop.time() + patience
    while True:
        await _read_back(shop, tally)
        if len(tally.sagas) >= max(tally.created, tally.answers[CREATED]) or loop.time() > deadline:
            return
        await asyncio.sleep(POLL_SECONDS)


def _products(scenario: Scenario) -> Iterator[str]:
    for times in scenario.times:
        yield from [str(uuid4())] * times


async def _place(shop: Shop, product: str, tally: Tally) -> None:
    try:
        await shop.place(product=product)
        tally.answers[CREATED] += 1
    except ApiError as error:
        tally.answers[f"{error.status} {error.code}"] += 1
    except (aiohttp.ClientError, TimeoutError) as error:
        tally.answers[type(error).__name__] += 1


async def _read_back(shop: Shop, tally: Tally) -> None:
    tally.orders = (await shop.client.call("GET", "/orders?limit=200"))["items"]
    ended = {saga["sagaId"] for saga in tally.sagas}
    for order in tally.orders:
        if order["status"] in ENDED and order["sagaId"] not in ended:
            saga = await _saga(shop, order)
            if saga is None:
                return  # the tracker is behind: asking after the others would only use up this user's quota
            tally.sagas.append(saga)


async def _saga(shop: Shop, order: Json) -> Json | None:
    """The order's saga, if it has ended."""
    try:
        saga = await shop.client.call("GET", f"/saga/status/{order['correlationId']}")
    except ApiError as error:
        if error.status not in (404, 503):
            raise
        return None
    return saga if saga["status"] in SAGA_ENDED else None
