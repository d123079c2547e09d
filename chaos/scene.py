"""Where a row is played: a running stack of its own, seen from outside and reached into."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from quadrille.client import Client
from redis.asyncio import Redis
from stack.settings import Settings

from bench.watch import SETTLED, TOPIC
from chaos.network import Detour
from crash.stage import HOST, Stage
from crash.streams import Streams

CUSTOMERS = 8


class Seen(Streams):
    """What was published, when each order was first seen to settle, by the loop's clock, and which were out of time."""

    def __init__(self, brokers: str) -> None:
        super().__init__(brokers)
        self.settled_at: dict[str, float] = {}
        self.out_of_time: set[str] = set()

    def _note(self, record: Any) -> None:
        super()._note(record)
        if record.topic == TOPIC and dict(record.headers)["ce_type"] in SETTLED:
            order = record.key.decode()
            self.settled_at.setdefault(order, asyncio.get_running_loop().time())
            if json.loads(record.value).get("reason") == "payment_timeout":
                self.out_of_time.add(order)


@dataclass(frozen=True)
class Scene:
    """`stage` is the stack as its users see it, `detours` what its services' words to each server go through."""

    settings: Settings
    stage: Stage
    seen: Seen
    detours: dict[str, Detour]

    @asynccontextmanager
    async def people(self) -> AsyncIterator[tuple[list[Client], Client]]:
        """New customers, and the administrator."""
        account = json.loads((self.settings.home / "admin.json").read_text())
        async with Client(self.stage.url) as admin:
            await admin.login(account["email"], account["password"])
            customers = [Client(self.stage.url) for _ in range(CUSTOMERS)]
            try:
                await asyncio.gather(*(customer.register("chaos") for customer in customers))
                yield customers, admin
            finally:
                await asyncio.gather(*(customer.__aexit__() for customer in customers))

    async def charged_twice(self) -> set[str]:
        """The orders that the provider has charged more than once, by its own record."""
        async with self.stage.provider.get("/v1/summary") as response:
            return set((await response.json())["ordersChargedTwice"])


@asynccontextmanager
async def open_scene(settings: Settings, detours: dict[str, Detour]) -> AsyncIterator[Scene]:
    """The stack that runs by these settings."""
    async with (
        aiohttp.ClientSession(f"http://{HOST}:{settings.port('payment-sandbox')}") as provider,
        Redis(host=HOST, port=settings.port("redis")) as redis,
        Seen(f"{HOST}:{settings.port('kafka')}") as seen,
    ):
        url = f"http://{HOST}:{settings.port('nginx')}"
        others = frozenset([key async for key in redis.scan_iter("order:*")])
        yield Scene(settings, Stage(settings.home, url, provider, redis, seen, others), seen, detours)
