"""A lock over several keys in Redis: all of them or none, by one script, for a limited time."""

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from prometheus_client import Histogram
from redis.asyncio import Redis

from common.exposition import SECONDS
from common.group_read import GroupRead

# A lock's value is its token, and after a space the cause it was taken for, if any.
# For many at a time. KEYS: the locks of all. ARGV: time limit in ms; then of each its token, cause and number of locks.
# Returns for each the first key that another holds for another cause, or ''.
_TAKE = """
local function take(first, last, token, cause)
  for n = first, last do
    local holder = redis.call('GET', KEYS[n])
    if holder and string.match(holder, '^[^ ]+') ~= token
      and (cause == '' or string.match(holder, ' (.+)$') ~= cause) then return KEYS[n] end
  end
  local value = cause == '' and token or token .. ' ' .. cause
  for n = first, last do redis.call('SET', KEYS[n], value, 'PX', ARGV[1]) end
  return ''
end
local found, first = {}, 1
for n = 2, #ARGV, 3 do
  local last = first + tonumber(ARGV[n + 2]) - 1
  found[#found + 1] = take(first, last, ARGV[n], ARGV[n + 1])
  first = last + 1
end
return found
"""
# For many at a time. KEYS: the locks of all. ARGV: time limit in ms; then of each its token, minimum hold in ms and
# number of locks. Another token's locks are left alone.
_RELEASE = """
local function release(key, token, least)
  local holder = redis.call('GET', key)
  if holder and string.match(holder, '^[^ ]+') == token then
    local left = redis.call('PTTL', key)
    local rest = least - (tonumber(ARGV[1]) - left)
    if left <= least then -- released before, or about to lapse
    elseif rest > 0 then redis.call('PEXPIRE', key, rest)
    else redis.call('DEL', key) end
  end
end
local first = 1
for n = 2, #ARGV, 3 do
  local last = first + tonumber(ARGV[n + 2]) - 1
  for k = first, last do release(KEYS[k], ARGV[n], tonumber(ARGV[n + 1])) end
  first = last + 1
end
"""


WAITS = Histogram(
    "quadrille_lock_wait_seconds",
    "Asking Redis for a lock, until it is taken or refused, or Redis failed",
    ("lock", "outcome"),
    buckets=SECONDS,
)


@dataclass(frozen=True)
class Limits:
    """`seconds` until a lock lapses by itself; released earlier it still holds for `least_seconds` from its taking,
    so that a saga which fails at once does not let the other half of a double click through."""

    seconds: float
    least_seconds: float


@dataclass(frozen=True, slots=True)
class Held:
    """A lock that is taken: by which token, and in how many ms it lapses."""

    token: str
    ttl_ms: int


class _Asked(NamedTuple):
    keys: tuple[str, ...]
    token: str
    word: str | int  # the cause it is taken for, or for how many ms it is held at least


class KeyLock:
    """Locks keys for a token. Every method raises `redis.exceptions.RedisError` (transient) while Redis is away."""

    def __init__(self, redis: "Redis", limits: Limits, name: str = "key") -> None:
        """`name` is what its figures go by."""
        self._redis, self._limits, self._name = redis, limits, name
        self._take = redis.register_script(_TAKE)
        self._taking, self._releasing = GroupRead(self._take_all), GroupRead(self._release_all)
        self._release = redis.register_script(_RELEASE)

    async def take(self, keys: Sequence[str], token: str, cause: str = "") -> str | None:
        """Take all keys, or none; returns the key that was in the way, None when they were taken.

        What another token holds for the same `cause` is taken over. Neither may have a space in it.
        """
        begun, outcome = time.perf_counter(), "failed"
        try:
            holder = await self._taking.one(_Asked(tuple(keys), token, cause)) or None
            outcome = "refused" if holder else "taken"
            return holder
        finally:
            _waited(self._name, outcome).observe(time.perf_counter() - begun)

    async def release(self, keys: Sequence[str], token: str, *, at_once: bool = False) -> None:
        """Give back what `token` still holds, after the minimum hold unless `at_once`."""
        least = 0.0 if at_once else self._limits.least_seconds
        await self._releasing.one(_Asked(tuple(keys), token, _ms(least)))

    async def _take_all(self, asked: Collection[_Asked]) -> Mapping[_Asked, str]:
        """What was in the way of each, '' where it was taken."""
        found = await self._take(keys=_keys(asked), args=[_ms(self._limits.seconds), *_words(asked)])
        return {each: holder.decode() for each, holder in zip(asked, found, strict=True)}

    async def _release_all(self, asked: Collection[_Asked]) -> Mapping[_Asked, None]:
        await self._release(keys=_keys(asked), args=[_ms(self._limits.seconds), *_words(asked)])
        return {}

    async def look(self, key: str) -> Held | None:
        """Who holds a key; None when it is free."""
        async with self._redis.pipeline() as both:
            both.get(key)
            both.pttl(key)
            token, ttl_ms = await both.execute()
        return Held(token.decode().partition(" ")[0], ttl_ms) if token is not None else None


@cache
def _waited(lock: str, outcome: str) -> Histogram:
    """Prometheus' client looks its labels up under a lock, and compares them one by one."""
    return WAITS.labels(lock, outcome)


def _keys(asked: Collection[_Asked]) -> list[str]:
    return [key for each in asked for key in each.keys]


def _words(asked: Collection[_Asked]) -> list[str | int]:
    return [word for each in asked for word in (each.token, each.word, len(each.keys))]


def _ms(seconds: float) -> int:
    return int(seconds * 1000)
