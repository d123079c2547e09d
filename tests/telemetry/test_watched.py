"""A real Prometheus watches the stack: every process answers, and so does every query of alerts and dashboards."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
import yaml
from quadrille.client import ApiError, Client
from quadrille.shop import Shop
from stack.settings import Settings

from conftest import OURS
from telemetry.scraping import prometheus
from telemetry.tools import HINT, find
from tests.telemetry.queries import TELEMETRY, queries

SCRAPES_SECONDS = 1
WINDOW = "30s"  # of rates: two scrapes must be in it
# Panels in which there is nothing while all is well.
QUIET = ("Share that failed", "Events against the protocol", "Dead letters", "Archived and pruned")


class Watching:
    """A Prometheus, and what it answers."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def ask(self, query: str) -> list[dict[str, Any]]:
        """The series that a query gives at this moment."""
        async with self._session.get("/api/v1/query", params={"query": query}) as response:
            answer = await response.json()
            assert response.status == 200, f"{query}: {answer}"
            return list(answer["data"]["result"])

    async def broken_rules(self) -> list[str]:
        """The alerts that could not be worked out."""
        async with self._session.get("/api/v1/rules") as response:
            groups = (await response.json())["data"]["groups"]
        assert groups
        return [rule["name"] for group in groups for rule in group["rules"] if rule["health"] != "ok"]

    async def until(self, query: str, count: int) -> None:
        """Wait until a query gives as many series."""
        async with asyncio.timeout(30):
            while len(await self.ask(query)) < count:
                await asyncio.sleep(0.5)


@pytest.fixture
async def watching(stack_home: Path, tmp_path: Path) -> AsyncIterator[Watching]:
    """A Prometheus over the stack of the tests, which asks every second."""
    program = find("prometheus")
    if program is None:
        pytest.skip(HINT.format(name="prometheus"))
    asking = prometheus(Settings.load(OURS), str(TELEMETRY / "rules" / "*.yaml"))
    asking["global"] = dict.fromkeys(asking["global"], f"{SCRAPES_SECONDS}s")
    (tmp_path / "prometheus.yaml").write_text(yaml.safe_dump(asking))
    port = _free_port()
    process = await asyncio.create_subprocess_exec(
        program,
        f"--config.file={tmp_path / 'prometheus.yaml'}",
        f"--storage.tsdb.path={tmp_path / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--log.level=warn",
        cwd=tmp_path,
        env={**os.environ, "GOMAXPROCS": "1"},
    )
    try:
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
            await _ready(session)
            yield Watching(session)
    finally:
        process.terminate()
        await process.wait()


async def _ready(session: aiohttp.ClientSession) -> None:
    async with asyncio.timeout(30):
        while True:
            try:
                async with session.get("/-/ready") as response:
                    if response.status == 200:
                        return
            except aiohttp.ClientConnectionError:
                pass
            await asyncio.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


async def _some_orders(shop: Shop, admin: Client) -> None:
    """One that works, one that is declined, one that is a duplicate; and all is checked."""
    for method in ("card_ok", "card_declined"):
        await shop.saga(await shop.place(method))
    product = f"twice-{uuid4()}"
    slow = await shop.place("card_slow", product=product)
    with pytest.raises(ApiError):
        await shop.place(product=product)
    await shop.saga(slow)
    await admin.call("GET", "/invariants")


async def test_every_query_is_answered_by_what_the_services_tell(watching: Watching, shop: Shop, admin: Client) -> None:
    processes = sum(len(job["static_configs"]) for job in prometheus(Settings.load(OURS))["scrape_configs"])
    await watching.until("up == 1", processes)
    await _some_orders(shop, admin)
    await watching.until('count_over_time(quadrille_sagas_ended_total{status="COMPENSATED"}[30s]) > 3', 1)

    asked = queries("order", WINDOW)
    answers = dict(zip(asked, await asyncio.gather(*map(watching.ask, asked.values())), strict=True))
    empty = [where for where, series in answers.items() if not series and not _may_be_empty(where)]
    assert empty == []
    assert await watching.broken_rules() == []


def _may_be_empty(where: str) -> bool:
    return where.startswith("the alert ") or any(f", {panel}, " in where for panel in QUIET)
