"""The lock over several keys: all or none, for a time, and only its holder gives it back."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import redis.exceptions
from common.ids import new_id
from common.lock import KeyLock, Limits
from common.settings import ServiceSettings
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff


@pytest.fixture
async def redis_client(scratch_settings: ServiceSettings) -> AsyncIterator[Redis]:
    """The Redis of the stack."""
    client = Redis(host=scratch_settings.redis_host, port=scratch_settings.redis_port)
    yield client
    await client.aclose()


@pytest.fixture
def keys() -> list[str]:
    """Three keys nobody else locks."""
    return [f"test:lock:{new_id()}" for _ in range(3)]


@pytest.fixture
def lock(redis_client: Redis) -> KeyLock:
    """A lock that may be given back at once."""
    return KeyLock(redis_client, Limits(seconds=30, least_seconds=0))


async def test_all_keys_are_taken_or_none(lock: KeyLock, keys: list[str]) -> None:
    assert await lock.take(keys[1:2], "first") is None
    assert await lock.take(keys, "second") == keys[1]
    assert await lock.take([keys[0], keys[2]], "third") is None


async def test_of_many_at_once_one_gets_it(lock: KeyLock, keys: list[str]) -> None:
    answers = await asyncio.gather(*(lock.take(keys, f"token {n}") for n in range(20)))
    assert answers.count(None) == 1


async def test_its_holder_may_take_it_again_and_another_may_once_it_is_given_back(
    lock: KeyLock, keys: list[str]
) -> None:
    assert await lock.take(keys, "first") is None
    assert await lock.take(keys, "first") is None
    await lock.release(keys, "first")
    assert await lock.take(keys, "second") is None


async def test_what_is_held_for_the_same_cause_is_taken_over(lock: KeyLock, keys: list[str]) -> None:
    assert await lock.take(keys, "first", "cause-1") is None
    assert await lock.take(keys, "second") == keys[0]
    assert await lock.take(keys, "second", "cause-2") == keys[0]
    assert await lock.take(keys, "second", "cause-1") is None
    await lock.release(keys, "first")
    held = await lock.look(keys[0])
    assert held is not None
    assert held.token == "second"


async def test_another_s_lock_is_not_given_back(lock: KeyLock, keys: list[str]) -> None:
    await lock.take(keys, "first")
    await lock.release(keys, "second")
    assert await lock.take(keys, "second") == keys[0]


async def test_given_back_early_it_still_holds_for_its_least_time_however_often_that_is_said(
    redis_client: Redis, keys: list[str]
) -> None:
    lock = KeyLock(redis_client, Limits(seconds=30, least_seconds=20))
    await lock.take(keys, "first")
    for _ in range(3):
        await lock.release(keys, "first")
        assert await lock.take(keys, "second") == keys[0]
    assert 0 < await redis_client.pttl(keys[0]) <= 20_000


async def test_given_back_after_its_least_time_it_is_free_at_once(redis_client: Redis, keys: list[str]) -> None:
    lock = KeyLock(redis_client, Limits(seconds=30, least_seconds=0.05))
    await lock.take(keys, "first")
    await asyncio.sleep(0.1)
    await lock.release(keys, "first")
    assert await redis_client.exists(*keys) == 0


async def test_it_lapses_by_itself(redis_client: Redis, keys: list[str]) -> None:
    lock = KeyLock(redis_client, Limits(seconds=0.05, least_seconds=0))
    await lock.take(keys, "first")
    await asyncio.sleep(0.1)
    assert await lock.take(keys, "second") is None


async def test_without_redis_it_says_so(keys: list[str]) -> None:
    client = Redis(host="127.0.0.1", port=1, retry=Retry(NoBackoff(), 0))
    lock = KeyLock(client, Limits(seconds=30, least_seconds=0))
    with pytest.raises(redis.exceptions.RedisError):
        await lock.take(keys, "first")
    with pytest.raises(redis.exceptions.RedisError):
        await lock.release(keys, "first")
    await client.aclose()


async def test_of_many_at_once_one_gets_each_key(lock: KeyLock, keys: list[str]) -> None:
    asked = [(key, f"{key}-{n}") for n in range(4) for key in keys]
    found = await asyncio.gather(*(lock.take([key], token) for key, token in asked))
    taken = [each for each, holder in zip(asked, found, strict=True) if holder is None]
    assert sorted(key for key, _ in taken) == sorted(keys)
    assert all(holder in (None, key) for (key, _), holder in zip(asked, found, strict=True))
    await asyncio.gather(*(lock.release([key], token) for key, token in taken))
    assert await asyncio.gather(*(lock.take([key], "next") for key in keys)) == [None] * len(keys)
