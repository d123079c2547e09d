"""Processes of one service under test: started, asked, told to stop, killed."""

import asyncio
import os
import socket
import sys
from asyncio.subprocess import Process
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from common.contracts import topic_of
from common.database import Database
from common.ids import new_id
from common.publisher import Publisher
from common.settings import ServiceSettings
from common.testing.counter import Counted, recorded
from common.testing.records import outgoing
from common.topics import ensure_topics

PATIENCE = 40.0  # seconds; a dead worker's partitions wait out the session timeout


@dataclass
class Workers:
    """The workers of one test: one service, on one database, reading one topic."""

    script: Path
    settings: ServiceSettings
    database: Database
    logs: Path
    service: str = field(default_factory=lambda: f"worker-{new_id().hex}")
    processes: list[Process] = field(default_factory=list)

    async def start(self, node: str, *, wait: bool = True, **more: object) -> tuple[Process, str]:
        """Start a worker; returns it with its address, once it is ready unless `wait` is False."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        told = {
            **self.settings.model_dump(exclude={"log_level"}, exclude_none=True),
            **{"node_name": node, "http_port": port, "consume_batch_size": 20},
            **{"worker_service": self.service, "worker_source": self.service},
            **more,
        }
        environment = {**os.environ, **{name.upper(): str(value) for name, value in told.items()}}
        with (self.logs / f"{node}-{len(self.processes)}.log").open("wb") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable, str(self.script), env=environment, stdout=log, stderr=log
            )
        self.processes.append(process)
        address = f"http://127.0.0.1:{port}"
        if wait:
            await self.until(lambda: answers(f"{address}/ready", 200))
        return process, address

    async def say(self, count: int) -> None:
        """Put events 1 to `count` into the topic, on many keys."""
        topic = topic_of(self.service)
        await ensure_topics(self.settings, [topic])
        publisher = Publisher(self.settings)
        events = [recorded(new_id(), 1, Counted(amount=n)) for n in range(1, count + 1)]
        await publisher.publish([outgoing(topic, event) for event in events])
        await publisher.close()

    async def handled(self) -> list[int]:
        """The amounts of the events with effects, in order; twice if an event had effects twice."""
        if await self.database.fetch_one("SELECT to_regclass('handled')") == (None,):
            return []
        return [amount for (amount,) in await self.database.fetch("SELECT amount FROM handled ORDER BY amount")]

    async def until_handled(self, at_least: int) -> None:
        """Wait until so many events have had effects."""

        async def enough() -> bool:
            return len(await self.handled()) >= at_least

        await self.until(enough)

    async def until(self, condition: Callable[[], Awaitable[bool]]) -> None:
        """Wait for a condition; raises `TimeoutError` when it stays away."""
        async with asyncio.timeout(PATIENCE):
            while not await condition():
                await asyncio.sleep(0.05)


async def answers(url: str, status: int) -> bool:
    """Whether a GET of `url` is answered with `status`."""
    try:
        async with aiohttp.ClientSession() as client, client.get(url) as response:
            return response.status == status
    except aiohttp.ClientConnectionError:
        return False
