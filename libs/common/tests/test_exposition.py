"""What Prometheus reads: figures that are asked for when it comes, and labels that have an end."""

import asyncio
from collections.abc import Sequence

import pytest
from aiohttp.test_utils import TestClient, TestServer
from common import exposition
from common.circuits import changed
from common.errors import Transient
from common.exposition import AskFigures, ask_at_scrape
from common.http import application
from prometheus_client import Gauge

WAITING, OLDEST = Gauge("asked_waiting", "How many wait"), Gauge("asked_oldest_seconds", "For how long")


async def scraped(ask: AskFigures | None = None, *, method: str = "GET") -> list[str]:
    app = application("test-1", lambda: True)
    if ask:
        ask_at_scrape(app, (WAITING, OLDEST), ask)
    async with TestClient(TestServer(app)) as client:
        await client.request(method, "/health")
        return (await (await client.get("/metrics")).text()).splitlines()


async def test_what_has_to_be_asked_for_is_asked_for_at_each_scrape() -> None:
    answers = iter([(2, 0.5), (0, 0.0)])

    async def ask() -> Sequence[float]:
        return next(answers)

    assert {"asked_waiting 2.0", "asked_oldest_seconds 0.5"} <= set(await scraped(ask))
    assert {"asked_waiting 0.0", "asked_oldest_seconds 0.0"} <= set(await scraped(ask))


async def test_while_nobody_answers_it_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    async def away() -> Sequence[float]:
        raise Transient("the database is away")

    async def hangs() -> Sequence[float]:
        await asyncio.sleep(60)
        return (1, 1)

    monkeypatch.setattr(exposition, "PATIENCE_SECONDS", 0.01)
    for ask in (away, hangs):
        assert {"asked_waiting NaN", "asked_oldest_seconds NaN"} <= set(await scraped(ask))


async def test_methods_that_there_are_not_share_one_label() -> None:
    lines = await scraped(method="PROPFIND")
    assert any('method="other"' in line for line in lines)
    assert not any("PROPFIND" in line for line in lines)


async def test_it_is_not_told_when_each_series_began() -> None:
    assert not any("_created" in line for line in await scraped())


class _State:
    def __init__(self, state: str) -> None:
        self.state = state


async def test_a_circuit_is_open_until_it_has_closed_again() -> None:
    async def shown() -> str:
        (line,) = [line for line in await scraped() if line.startswith('quadrille_circuit_open{circuit="test')]
        return line.rpartition(" ")[2]

    changed("test", "circuit_breaker_created", None)
    assert await shown() == "0.0"
    for state, is_open in (("opened", "1.0"), ("half-opened", "1.0"), ("closed", "0.0")):
        changed("test", "state_changed", _State(state))
        assert await shown() == is_open
