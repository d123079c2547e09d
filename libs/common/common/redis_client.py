"""The one way to Redis: a client that gives up soon, for whoever asks it has a request to answer."""

import math
import time

from limits import RateLimitItem
from limits.aio.storage import RedisStorage
from limits.aio.strategies import RateLimiter
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError

from common.settings import ServiceSettings


def redis_client(settings: ServiceSettings, seconds: float = 2.0) -> Redis:
    """A client that waits no longer than `seconds`: left alone, redis-py retries a Redis that hangs for 25."""
    return Redis(
        host=settings.redis_host,
        port=settings.redis_port,
        username=settings.redis_username,
        password=settings.redis_password,
        ssl=settings.redis_tls,
        ssl_ca_certs=str(settings.redis_ca_file) if settings.redis_ca_file else None,
        socket_timeout=seconds,
        socket_connect_timeout=seconds,
        retry=Retry(NoBackoff(), 1, supported_errors=(RedisConnectionError,)),  # a pooled connection may be stale
    )


def limits_in(redis: Redis, prefix: str) -> RedisStorage:
    """Where the library `limits` counts: over an existing client, in keys that begin with `prefix`."""
    return RedisStorage(
        "async+redis://",
        implementation="redispy",
        key_prefix=prefix,
        connection_pool=redis.connection_pool,  # type: ignore[arg-type]  # documented, but not in the signature
    )


async def seconds_until_free(limiter: RateLimiter, item: RateLimitItem, name: str) -> int:
    """In how many whole seconds a limit that is used up lets something pass again, as Retry-After has it."""
    window = await limiter.get_window_stats(item, name)
    return max(1, math.ceil(window.reset_time - time.time()))
