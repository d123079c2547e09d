"""A bounded load: clients that place an order, wait until it has settled, and place the next."""

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from uuid import uuid4

import aiohttp

from bench.orders import body_of, headers_of
from bench.stage import Stage
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
    cpu: float = 0.0  # of all processes of the stack, where it was looked at


async def round_of(stage: Stage, watch: Watch, *, clients: int, seconds: float, declined: float) -> Result:
    """`clients` at once for `seconds`; every `declined`-th share of cards is declined."""
    result, end = Result(clients), time.perf_counter() + seconds
    start = time.perf_counter()
    users = [stage.tokens[n % len(stage.tokens)] for n in range(clients)]
    await asyncio.gather(*(_client(stage.session, watch, token, end, declined, result) for token in users))
    result.seconds = time.perf_counter() - start
    result.unsettled = [order for order in result.accepted if not watch.has_settled(order)]
    return result


async def _client(
    session: aiohttp.ClientSession, watch: Watch, token: str, end: float, declined: float, result: Result
) -> None:
    headers = headers_of(token)
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
    body = body_of(str(uuid4()), "card_declined" if random.random() < declined else "card_ok")
    try:
        async with session.post("/orders", json=body, headers=headers) as response:
            answer = await response.json(content_type=None)
            if response.status == 201:
                return str(answer["id"])
            result.refused[f"{response.status} {answer.get('code')}"] += 1
    except (aiohttp.ClientError, TimeoutError) as error:
        result.refused[type(error).__name__] += 1
    return None
