"""A running gateway for each test that asks for one, before an upstream that plays every service."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from common.publisher import Publisher
from common.redis_client import redis_client
from gateway_service.app import put_together, quota
from gateway_service.following import open_session
from gateway_service.http import edge_application
from gateway_service.http.own import own_handlers
from gateway_service.kafka_test import KafkaTest
from gateway_service.settings import Settings
from gateway_service.surroundings import Surroundings
from gateway_service.suspensions import Suspensions
from gateway_service.testing import Client, Issuer, StartGateway, Upstream


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture
def suspensions() -> Suspensions:
    return Suspensions()


@pytest.fixture
async def upstream() -> AsyncIterator[Upstream]:
    """Answers everything with 200 and an empty object."""

    async def fine(_: web.Request) -> web.Response:
        return web.json_response({})

    async with Upstream(fine) as running:
        yield running


@pytest.fixture
async def start_gateway(
    issuer: Issuer, suspensions: Suspensions, upstream: Upstream, tmp_path: Path
) -> AsyncIterator[StartGateway]:
    """Call it with what differs: every service is `upstream`, only `issuer` is trusted, settings are the defaults."""
    async with AsyncExitStack() as running:

        async def start(*trusted: Issuer, **others: Any) -> Client:
            urls = {f"{name}_urls": upstream.url for name in ("auth", "order", "payment", "tracker")}
            known = {
                "node_name": "gateway-7",
                "rate_limit_per_minute": 0,
                "jwks_file": issuer.jwks_file(tmp_path, *trusted),
                **urls,
            }
            settings = Settings.model_validate(known | others)
            session = await running.enter_async_context(open_session())
            redis = await running.enter_async_context(redis_client(settings))
            edge = put_together(settings, suspensions, session, quota(settings, redis))
            running.push_async_callback(edge.close)
            surroundings = Surroundings(edge, settings, lambda: True)
            grace = timedelta(seconds=settings.audit_grace_seconds)
            own = own_handlers(edge, KafkaTest(settings, Publisher(settings)), surroundings, grace)
            client = TestClient(TestServer(edge_application(edge, own, settings.cors_origins, lambda: True)))
            return await running.enter_async_context(client)

        yield start


@pytest.fixture
async def gateway(start_gateway: StartGateway) -> Client:
    return await start_gateway()
