"""A user has so many requests a minute, however many gateways there are; without Redis nobody is held back."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from common.errors import Refusal
from common.redis_client import redis_client
from common.settings import ServiceSettings
from gateway_service.quota import PerMinute, Unlimited
from gateway_service.testing import Issuer, StartGateway
from redis.asyncio import Redis


@pytest.fixture
async def redis(scratch_settings: ServiceSettings) -> AsyncIterator[Redis]:
    async with redis_client(scratch_settings) as client:
        yield client


async def test_one_request_too_many_is_told_when_to_come_again(redis: Redis) -> None:
    gateways = [PerMinute(redis, 3) for _ in range(2)]
    user = str(uuid4())
    for n in range(3):
        await gateways[n % 2].spend(user)
    with pytest.raises(Refusal) as refusal:
        await gateways[0].spend(user)
    assert (refusal.value.status, refusal.value.code) == (429, "TOO_MANY_REQUESTS")
    assert refusal.value.retry_after is not None
    assert 1 <= refusal.value.retry_after <= 60


async def test_users_have_each_their_own_share(redis: Redis) -> None:
    quota = PerMinute(redis, 1)
    for _ in range(3):
        await quota.spend(str(uuid4()))


async def test_without_redis_nobody_is_held_back() -> None:
    async with redis_client(ServiceSettings(redis_port=1)) as nobody:
        for _ in range(3):
            await PerMinute(nobody, 1).spend("anybody")


async def test_without_a_limit_nothing_is_counted() -> None:
    await Unlimited().spend("anybody")


async def test_the_edge_answers_429_with_retry_after(
    start_gateway: StartGateway, issuer: Issuer, scratch_settings: ServiceSettings
) -> None:
    gateway = await start_gateway(rate_limit_per_minute=1, redis_port=scratch_settings.redis_port)
    who = issuer.bearer()
    assert (await gateway.get("/orders", headers=who)).status == 200
    answer = await gateway.get("/orders", headers=who)
    assert (answer.status, (await answer.json())["code"]) == (429, "TOO_MANY_REQUESTS")
    assert int(answer.headers["Retry-After"]) >= 1
    assert (await gateway.get("/orders", headers=issuer.bearer())).status == 200
