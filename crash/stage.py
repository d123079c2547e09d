"""Where a cell is played: a running stack seen from outside, by its API, topics, provider and Redis."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from quadrille.client import Client
from quadrille.shop import Shop
from redis.asyncio import Redis

from crash.streams import Streams
from crash.walks import People

HOST = "127.0.0.1"


@dataclass
class Stage:
    """The parts that cells use. `broken` names the invariants that an earlier cell has broken: one finding each."""

    home: Path
    url: str
    provider: aiohttp.ClientSession
    redis: Redis
    streams: Streams
    others: frozenset[bytes]
    broken: set[str] = field(default_factory=set)

    @asynccontextmanager
    async def people(self) -> AsyncIterator[People]:
        """A new customer, and the administrator."""
        account = json.loads((self.home / "admin.json").read_text())
        async with Client(self.url) as customer, Client(self.url) as admin:
            await customer.register("crash")
            await admin.login(account["email"], account["password"])
            yield People(Shop(customer), admin)

    async def recorded(self, what: str, order_id: str) -> list[dict[str, Any]]:
        """The `charges` or `refunds` of an order in the provider's own record."""
        async with self.provider.get(f"/v1/{what}", params={"orderId": order_id}) as response:
            answer: dict[str, Any] = await response.json()
            return list(answer["items"])

    async def lock_times(self) -> dict[str, int]:
        """What is locked or claimed for orders in Redis, and in how many ms each lapses; -1: never.

        What was so before the stage was opened is somebody else's.
        """
        keys = [key async for key in self.redis.scan_iter("order:*") if key not in self.others]
        times = [await self.redis.pttl(key) for key in keys]
        return {key.decode(): left for key, left in zip(keys, times, strict=True) if left != -2}  # -2: just lapsed


@asynccontextmanager
async def open_stage(home: Path, offset: int) -> AsyncIterator[Stage]:
    """The running stack in `home`, whose ports are `offset` above the usual ones."""
    async with (
        aiohttp.ClientSession(f"http://{HOST}:{3900 + offset}") as provider,
        Redis(host=HOST, port=6379 + offset) as redis,
        Streams(f"{HOST}:{9092 + offset}") as streams,
    ):
        others = frozenset([key async for key in redis.scan_iter("order:*")])
        yield Stage(home, f"http://{HOST}:{8090 + offset}", provider, redis, streams, others)
