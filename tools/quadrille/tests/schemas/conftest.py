"""A registry to fill: one that stands in, and a real one where QUADRILLE_TEST_SCHEMA_REGISTRY says where it answers."""

import os
from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestServer
from quadrille.testing.schema_registry import StandIn

REAL = os.environ.get("QUADRILLE_TEST_SCHEMA_REGISTRY")


@pytest.fixture
def stand_in() -> StandIn:
    """The one that stands in."""
    return StandIn()


@pytest.fixture
async def stand_in_url(stand_in: StandIn) -> AsyncIterator[str]:
    """Where it answers."""
    async with TestServer(stand_in.app()) as server:
        yield str(server.make_url("/"))


@pytest.fixture(params=["stand-in", *(["real"] if REAL else [])])
def url(request: pytest.FixtureRequest, stand_in_url: str) -> str:
    """Where a registry answers."""
    return REAL if REAL and request.param == "real" else stand_in_url
