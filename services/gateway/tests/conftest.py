"""A running gateway for each test that asks for one, before an upstream that plays every service."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from gateway_service.app import put_together
from gateway_service.http import edge_application
from gateway_service.settings import Settings
from gateway_service.suspensions import Suspensions
from gateway_service.testing import Client, Issuer, StartGateway, Upstream
from gateway_service.upstream import open_session


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
            known = {"node_name": "gateway-7", "jwks_file": issuer.jwks_file(tmp_path, *trusted), **urls}
            settings = Settings.model_validate(known | others)
            session = await running.enter_async_context(open_session())
            edge = put_together(settings, suspensions, session)
            client = TestClient(TestServer(edge_application(edge, lambda: True)))
            return await running.enter_async_context(client)

        yield start


@pytest.fixture
async def gateway(start_gateway: StartGateway) -> Client:
    return await start_gateway()
