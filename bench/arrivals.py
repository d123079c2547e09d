"""An open load: orders come when they come, however the last ones fared, and each is timed from when it was due.

They come at random (a Poisson process, from a fixed seed), as those of very many customers do who know nothing of each
other. Evenly spaced ones would hide what a burst does to the slowest. Who does not get through does not ask again.
"""

import asyncio
import random
import re
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from bench.load import GIVE_UP_SECONDS, accepted, why
from bench.orders import requests_of
from bench.stage import Stage
from bench.watch import Watch
from bench.wire import Answer, Line

CONNECTIONS = 400  # nginx takes two files for each, of the 1024 that a process usually has
SEED = 1
RETRY_AFTER = re.compile(rb"\r\nretry-after: *([0-9]+)")


@dataclass
class Arrivals:
    """What came of orders that were due at `due`, in seconds from `begun` on, a moment of `time.perf_counter`.

    `accepted` has the moment at which each was due. Other times are in seconds from then: `late` until it was sent,
    `answered` until it was accepted, `turned_away` until it was refused.
    """

    due: Sequence[float]
    begun: float = 0.0
    late: list[float] = field(default_factory=list)
    accepted: dict[str, float] = field(default_factory=dict)
    answered: list[float] = field(default_factory=list)
    turned_away: list[float] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    told_when: int = 0  # refusals that had Retry-After


def due_at(rate: float, seconds: float) -> list[float]:
    """When orders are due within so many seconds, `rate` a second on average: the same times at every call."""
    at, times, chance = 0.0, [], random.Random(SEED)
    while (at := at + chance.expovariate(rate)) < seconds:
        times.append(at)
    return times


async def arrive(stage: Stage, watch: Watch, *, rate: float, seconds: float, declined: float) -> Arrivals:
    """Offer `rate` orders a second for `seconds`; returns once all have settled, or half a minute later."""
    arrivals = Arrivals(due_at(rate, seconds), time.perf_counter())
    door = _Door(stage, arrivals, declined)
    with suppress(TimeoutError):  # told by what was not answered, and what has not settled
        async with asyncio.timeout(seconds + GIVE_UP_SECONDS):
            await door.all_through()
            for order in list(arrivals.accepted):
                await watch.settled(order)
    door.close()
    return arrivals


class _Door:
    """Sends each order when it is due, over the line that was free last; while none is, orders queue and grow late."""

    def __init__(self, stage: Stage, arrivals: Arrivals, declined: float) -> None:
        self._arrivals = arrivals
        self._lines = [Line(stage.nginx) for _ in range(CONNECTIONS)]
        self._free, self._queue = list(self._lines), deque[float]()
        self._users = [requests_of(token, declined) for token in stage.tokens]
        self._asking: set[asyncio.Task[None]] = set()

    async def all_through(self) -> None:
        """Return once every order has been answered."""
        for number, due in enumerate(self._arrivals.due):
            ahead = self._arrivals.begun + due - time.perf_counter()
            if ahead > 0:
                await asyncio.sleep(ahead)
            self._queue.append(self._arrivals.begun + due)
            if self._free:
                self._begin(self._users[number % len(self._users)])
        await asyncio.gather(*self._asking)

    def close(self) -> None:
        """Close every connection."""
        for line in self._lines:
            line.close()

    def _begin(self, requests: Iterator[bytes]) -> None:
        task = asyncio.create_task(self._ask(self._free.pop(), requests))
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)

    async def _ask(self, line: Line, requests: Iterator[bytes]) -> None:
        while self._queue:
            due = self._queue.popleft()
            self._arrivals.late.append(time.perf_counter() - due)
            answer = await line.ask(next(requests))
            self._note(answer, due, time.perf_counter() - due)
        self._free.append(line)

    def _note(self, answer: Answer, due: float, after: float) -> None:
        order = accepted(answer)
        if order is not None:
            self._arrivals.accepted[order] = due
            self._arrivals.answered.append(after)
            return
        self._arrivals.refused[why(answer)] += 1
        self._arrivals.turned_away.append(after)
        self._arrivals.told_when += bool(RETRY_AFTER.search(answer.head))
