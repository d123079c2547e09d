"""How many requests a user has in a minute: counted in Redis, so that all gateways share the count."""

import math
import time
from typing import Protocol

import structlog
from common.errors import Refusal
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.aio.storage import RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from redis.exceptions import RedisError

REDIS_SECONDS = 0.5  # a Redis that hangs must not hold up the edge

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

    def __init__(self, redis_url: str, most: int) -> None:
        storage = RedisStorage(
            f"async+{redis_url}",
            implementation="redispy",
            key_prefix="gateway",
            socket_timeout=REDIS_SECONDS,
            socket_connect_timeout=REDIS_SECONDS,
        )
        self._limiter, self._item = SlidingWindowCounterRateLimiter(storage), RateLimitItemPerMinute(most)

    async def spend(self, user_id: str) -> None:
        """See `Quota`."""
        try:
            if not await self._limiter.hit(self._item, user_id):
                raise await self._spent(self._item, user_id)
        except RedisError as error:
            log.warning("requests are not counted", error=repr(error))

    async def _spent(self, item: RateLimitItem, user_id: str) -> Refusal:
        window = await self._limiter.get_window_stats(item, user_id)
        seconds = max(1, math.ceil(window.reset_time - time.time()))
        return Refusal("TOO_MANY_REQUESTS", f"{item.amount} requests a minute are enough", 429, retry_after=seconds)
