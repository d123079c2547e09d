"""Fixtures of the tests that go through the gateway: users of their own, and the provider's own record."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from quadrille.client import Client
from quadrille.shop import Shop

from conftest import OFFSET


@pytest.fixture(scope="session")
def gateway_url(stack_home: Path) -> str:
    """Where nginx answers."""
    assert stack_home
    return f"http://127.0.0.1:{8090 + OFFSET}"


@pytest.fixture
async def session(gateway_url: str) -> AsyncIterator[aiohttp.ClientSession]:
    """Asks the gateway whatever a test likes."""
    async with aiohttp.ClientSession(gateway_url) as session:
        yield session


@pytest.fixture
async def new_shop(gateway_url: str) -> AsyncIterator[Callable[[], Awaitable[Shop]]]:
    """Makes customers, each a new user."""
    async with AsyncExitStack() as clients:

        async def make() -> Shop:
            client = await clients.enter_async_context(Client(gateway_url))
            await client.register("tester")
            return Shop(client)

        yield make


@pytest.fixture
async def shop(new_shop: Callable[[], Awaitable[Shop]]) -> Shop:
    """A customer of this test alone."""
    return await new_shop()


@pytest.fixture
async def admin(gateway_url: str, stack_home: Path) -> AsyncIterator[Client]:
    """The administrator that starting the stack created."""
    account = json.loads((stack_home / "admin.json").read_text())
    async with Client(gateway_url) as client:
        await client.login(account["email"], account["password"])
        yield client


@pytest.fixture
async def provider() -> AsyncIterator[Callable[[str], Awaitable[tuple[int, int]]]]:
    """Asks the payment sandbox's own record how many charges and refunds an order has."""
    async with aiohttp.ClientSession(f"http://127.0.0.1:{3900 + OFFSET}") as session:

        async def count(path: str, order_id: str) -> int:
            async with session.get(path, params={"orderId": order_id}) as response:
                answer: dict[str, Any] = await response.json()
                return len(answer["items"])

        async def record(order_id: str) -> tuple[int, int]:
            return await count("/v1/charges", order_id), await count("/v1/refunds", order_id)

        yield record
