"""Retrying transient faults: one policy, by stamina, for everything that waits for a database, broker or provider."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, TypeVar

import stamina

from common.faults import TRANSIENT

T = TypeVar("T")

FOREVER = None


def backoff(seconds: float | None) -> AsyncIterator[Any]:
    """Attempts at 0.02 s, doubling to 1 s with jitter, while errors are transient, for `seconds` or for ever."""
    context = stamina.retry_context(
        on=TRANSIENT, attempts=None, timeout=seconds, wait_initial=0.02, wait_max=1.0, wait_jitter=0.05
    )
    return context.__aiter__()


async def until_it_works(work: Callable[[], Awaitable[T]]) -> T:
    """Call `work` until it raises no transient error; anything else it raises goes on."""
    async for attempt in backoff(FOREVER):
        with attempt:
            return await work()
    raise AssertionError("backoff without a limit ends by a return or by raising")
