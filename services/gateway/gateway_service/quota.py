"""How many requests a user has in a minute: counted in Redis, so that all gateways share the count."""

import time
from typing import Protocol

import structlog
from common.errors import Refusal
from common.redis_client import limits_in, seconds_until_free
from limits import RateLimitItemPerMinute
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from redis.asyncio import Redis
from redis.exceptions import RedisError

PAUSE_SECONDS = 5.0  # for which a Redis that is away is not asked again

log = structlog.get_logger(__name__)


class Quota(Protocol):
    """What a user may still ask for."""

    async def spend(self, user_id: str) -> None:
        """Count one request; raises a 429 `Refusal` when the user has had its share."""


class Unlimited:
    """No limit, and nothing counted."""

    async def spend(self, user_id: str) -> None:
        """Let everybody pass."""


class PerMinute:
    """At most `most` requests a minute for each user. While Redis is away nobody is limited: the edge stays open."""

    def __init__(self, redis: Redis, most: int) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(limits_in(redis, "gateway:requests"))
        self._item, self._asks_again = RateLimitItemPerMinute(most), 0.0

    async def spend(self, user_id: str) -> None:
        """See `Quota`."""
        if time.monotonic() < self._asks_again:
            return
        try:
            if not await self._limiter.hit(self._item, user_id):
                raise await self._spent(user_id)
        except RedisError as error:
            log.warning("requests are not counted, for Redis is away", error=repr(error))
            self._asks_again = time.monotonic() + PAUSE_SECONDS

    async def _spent(self, user_id: str) -> Refusal:
        seconds = await seconds_until_free(self._limiter, self._item, user_id)
        many = f"{self._item.amount} requests a minute are enough"
        return Refusal("TOO_MANY_REQUESTS", many, 429, retry_after=seconds)
