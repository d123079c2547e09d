"""The keys of tokens are rotated on the running stack, and nobody notices who holds a token or gets one meanwhile."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp
import jwt
import pytest
from quadrille.client import Client

from conftest import OFFSET

GATEWAYS = [f"http://127.0.0.1:{3000 + number + OFFSET}" for number in range(3)]


@pytest.fixture
async def gateways(stack_home: Path) -> AsyncIterator[list[aiohttp.ClientSession]]:
    """Each of the gateways, past nginx."""
    assert stack_home
    async with AsyncExitStack() as sessions:
        yield [await sessions.enter_async_context(aiohttp.ClientSession(url)) for url in GATEWAYS]


async def test_the_tokens_of_before_and_after_and_all_between_are_good_at_every_gateway(
    stack_home: Path, gateway_url: str, gateways: list[aiohttp.ClientSession]
) -> None:
    tokens = [await fresh_token(gateway_url)]
    rotation = asyncio.create_task(rotate(stack_home))
    while not rotation.done() or kid(tokens[-1]) == kid(tokens[0]):
        tokens.append(await fresh_token(gateway_url))
        assert await answers(gateways, tokens[-1]) == [200, 200, 200]
    assert await rotation == 0
    assert await answers(gateways, tokens[0]) == [200, 200, 200]
    async with Client(gateway_url) as anybody:
        published = (await anybody.call("GET", "/.well-known/jwks.json"))["keys"]
    assert {kid(token) for token in tokens} <= {key["kid"] for key in published}


async def rotate(stack_home: Path) -> int:
    command = [sys.executable, "-m", "quadrille", "keys", "rotate", "--keys", str(stack_home / "keys")]
    process = await asyncio.create_subprocess_exec(*command)
    return await process.wait()


async def fresh_token(gateway_url: str) -> str:
    async with Client(gateway_url) as client:
        await client.register("rotated")
        return client.token


async def answers(gateways: list[aiohttp.ClientSession], token: str) -> list[int]:
    async def ask(gateway: aiohttp.ClientSession) -> int:
        async with gateway.get("/auth/me", headers={"Authorization": f"Bearer {token}"}) as response:
            return response.status

    return await asyncio.gather(*map(ask, gateways))


def kid(token: str) -> str:
    return str(jwt.get_unverified_header(token)["kid"])
