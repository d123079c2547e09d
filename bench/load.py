"""A bounded load: clients that place an order, wait until it has settled, and place the next."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import orjson

from bench.orders import requests_of
from bench.stage import Stage
from bench.watch import Watch
from bench.wire import BROKEN_OFF, Answer, Line

GIVE_UP_SECONDS = 30.0
PAUSE_SECONDS = 0.05  # after a refusal


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

    @property
    def rate(self) -> float:
        """Sagas settled a second."""
        return len(self.settled) / self.seconds


async def round_of(stage: Stage, watch: Watch, *, clients: int, seconds: float, declined: float) -> Result:
    """`clients` at once for `seconds`; every `declined`-th share of cards is declined."""
    result, start = Result(clients), time.perf_counter()
    lines = [Line(stage.nginx) for _ in range(clients)]
    users = [requests_of(stage.tokens[n % len(stage.tokens)], declined) for n in range(clients)]
    each = [_client(line, watch, user, start + seconds, result) for line, user in zip(lines, users, strict=True)]
    with suppress(TimeoutError):  # told by what has not settled
        async with asyncio.timeout(seconds + GIVE_UP_SECONDS):
            await asyncio.gather(*each)
    for line in lines:
        line.close()
    result.seconds = time.perf_counter() - start
    result.unsettled = [order for order in result.accepted if not watch.has_settled(order)]
    return result


def accepted(answer: Answer) -> str | None:
    """The id of an order that was accepted."""
    return str(orjson.loads(answer.body)["id"]) if answer.status == 201 else None


def why(answer: Answer) -> str:
    """Status and code of an answer that is no order."""
    if answer.status == BROKEN_OFF:
        return "no answer"
    try:
        return f"{answer.status} {orjson.loads(answer.body)['code']}"
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return str(answer.status)


async def _client(line: Line, watch: Watch, requests: Iterator[bytes], end: float, result: Result) -> None:
    while (start := time.perf_counter()) < end:
        answer = await line.ask(next(requests))
        order = accepted(answer)
        if order is None:
            result.refused[why(answer)] += 1
            await asyncio.sleep(PAUSE_SECONDS)
            continue
        result.answered.append(time.perf_counter() - start)
        result.accepted.append(order)
        result.settled.append(await watch.settled(order) - start)
