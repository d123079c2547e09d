"""Whether another password may be tried, and that nobody is shut out when the counts are away with Redis."""

import time
from collections.abc import Awaitable, Callable

import structlog
from redis.exceptions import RedisError

from auth_service.failures import Attempt, Failures

PAUSE_SECONDS = 5.0  # for which a Redis that is away is not asked again

log = structlog.get_logger(__name__)


class Throttle:
    """Goes by the counts while Redis is there; without it passwords may be tried as fast as they are verified."""

    def __init__(self, failures: Failures) -> None:
        self._failures, self._asks_again = failures, 0.0

    async def admit(self, attempt: Attempt) -> None:
        """Raises a 429 `Refusal` TOO_MANY_ATTEMPTS when no password may be tried now."""
        await self._unless_away(self._failures.check, attempt)

    async def failed(self, attempt: Attempt) -> None:
        """Count a failure. Raises the `Refusal` when too many failed that were admitted at the same time."""
        await self._unless_away(self._failures.add, attempt)

    async def succeeded(self, attempt: Attempt) -> None:
        """Forgive the account. Raises the `Refusal` as `failed` does, lest the right one of many guesses shows."""
        await self._unless_away(self._failures.check, attempt)
        await self._unless_away(self._failures.forget, attempt)

    async def _unless_away(self, work: Callable[[Attempt], Awaitable[None]], attempt: Attempt) -> None:
        if time.monotonic() < self._asks_again:
            return
        try:
            await work(attempt)
        except RedisError as error:
            log.warning("logins are not throttled, for Redis is away", error=str(error))
            self._asks_again = time.monotonic() + PAUSE_SECONDS
