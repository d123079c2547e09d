"""A bounded load: clients that place an order, wait until it has settled, and place the next."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import uuid4

import aiohttp

from bench.watch import Watch

GIVE_UP_SECONDS = 30.0


@dataclass
class Result:
    """What one round came to; times in seconds."""

    concurrency: int
    seconds: float = 0.0
    accepted: list[str] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    settled: list[float] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    unsettled: list[str] = field(default_factory=list)


async def round_of(
    session: aiohttp.ClientSession,
    watch: Watch,
    tokens: Sequence[str],
    *,
    clients: int,
    seconds: float,
    declined: float,
) -> Result:
    """`clients` at once for `seconds`; every `declined`-th share of cards is declined."""
    result, end = Result(clients), time.perf_counter() + seconds
    start = time.perf_counter()
    await asyncio.gather(
        *(_client(session, watch, tokens[n % len(tokens)], end, declined, result) for n in range(clients))
    )
    result.seconds = time.perf_counter() - start
    result.unsettled = [order for order in result.accepted if not watch.has_settled(order)]
    return result


async def _client(
    session: aiohttp.ClientSession, watch: Watch, token: str, end: float, declined: float, result: Result
) -> None:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    while time.perf_counter() < end:
        start = time.perf_counter()
        order_id = await _place(session, headers, declined, result)
        if order_id is None:
            await asyncio.sleep(0.05)
            continue
        result.answered.append(time.perf_counter() - start)
        result.accepted.append(order_id)
        try:
            await asyncio.wait_for(watch.settled(order_id), GIVE_UP_SECONDS)
        except TimeoutError:
            continue
        result.settled.append(time.perf_counter() - start)


async def _place(
    session: aiohttp.ClientSession, headers: dict[str, str], declined: float, result: Result
) -> str | None:
    item = {"productId": str(uuid4()), "productName": "bench", "quantity": 1, "price": "10.00"}
    method = "card_declined" if random.random() < declined else "card_ok"
    body = {"items": [item], "shippingAddress": "loopback", "paymentMethod": method}
    try:
        async with session.post("/orders", json=body, headers=headers) as response:
            answer = await response.json(content_type=None)
            if response.status == 201:
                return str(answer["id"])
            result.refused[f"{response.status} {answer.get('code')}"] += 1
    except (aiohttp.ClientError, TimeoutError) as error:
        result.refused[type(error).__name__] += 1
    return None
