"""Failed logins, counted in Redis for each account and each address, so that replicas share the counts."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from common.errors import Refusal
from common.redis_client import limits_in, seconds_until_free
from limits import RateLimitItem, RateLimitItemPerSecond
from limits.aio.strategies import MovingWindowRateLimiter
from redis.asyncio import Redis


@dataclass(frozen=True, slots=True)
class Attempt:
    """A login somebody tries: at which account, which need not exist, and from which address."""

    account: str
    address: str

    @classmethod
    def at(cls, email: str, address: str) -> Self:
        """An attempt at the account of a normalised email, of which only a hash goes on: Redis is no address book."""
        return cls(sha256(email.encode()).hexdigest(), address)


class Failures:
    """Counts failed attempts. Every coroutine raises `redis.exceptions.RedisError` while Redis is away."""

    def __init__(self, redis: Redis, prefix: str, *, per_account: int, per_address: int, window: int) -> None:
        """So many may fail within `window` seconds; `prefix` begins the names of the counts in Redis."""
        self._limiter = MovingWindowRateLimiter(limits_in(redis, prefix))
        self._account = RateLimitItemPerSecond(per_account, window, "account")
        self._address = RateLimitItemPerSecond(per_address, window, "address")

    async def check(self, attempt: Attempt) -> None:
        """Raises a 429 `Refusal` TOO_MANY_ATTEMPTS when as many have failed as may."""
        for item, name in self._counts(attempt):
            if not await self._limiter.test(item, name):
                raise await self._refusal(item, name)

    async def add(self, attempt: Attempt) -> None:
        """Count one more; raises the `Refusal` where as many as may have failed since `check`."""
        for item, name in self._counts(attempt):
            if not await self._limiter.hit(item, name):
                raise await self._refusal(item, name)

    async def forget(self, attempt: Attempt) -> None:
        """Forget those of the account, but not those from the address, which may belong to others."""
        await self._limiter.clear(self._account, attempt.account)

    def _counts(self, attempt: Attempt) -> tuple[tuple[RateLimitItem, str], ...]:
        return (self._address, attempt.address), (self._account, attempt.account)

    async def _refusal(self, item: RateLimitItem, name: str) -> Refusal:
        seconds = await seconds_until_free(self._limiter, item, name)
        return Refusal("TOO_MANY_ATTEMPTS", "too many logins failed; come again later", 429, retry_after=seconds)
