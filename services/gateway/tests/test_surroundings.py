"""How everything is, as one gateway sees it: every replica by name, and what is away with the reason."""

from typing import Any

import pytest
from aiohttp import web
from common.publisher import Publisher
from common.settings import ServiceSettings
from gateway_service.kafka_test import KafkaTest
from gateway_service.testing import Client, Issuer, StartGateway, Upstream, nobody


def details(node: str, *, ok: bool = True) -> dict[str, Any]:
    pool = {"open": 2, "used": 1, "most": 10}
    return {"node": node, "ok": ok, "checks": {}, "lag": 0, "relay": None, "pool": pool}


@pytest.fixture
def fine() -> Upstream:
    async def answer(_: web.Request) -> web.Response:
        return web.json_response(details("order-1"))

    return Upstream(answer)


async def ask(start_gateway: StartGateway, fine: Upstream, order_urls: str, path: str) -> dict[str, Any]:
    """What a gateway says when all but the order service are fine; no broker is needed to say so."""
    others = {f"{name}_urls": fine.url for name in ("auth", "payment", "tracker")}
    gateway: Client = await start_gateway(order_urls=order_urls, kafka_brokers="127.0.0.1:1", **others)
    answer = await gateway.get(path)
    assert answer.status == 200
    found: dict[str, Any] = await answer.json()
    return found


async def test_a_replica_that_is_away_is_named_with_the_reason(start_gateway: StartGateway, fine: Upstream) -> None:
    async with fine:
        health = await ask(start_gateway, fine, f"{fine.url},{nobody()}", "/health/detailed")
    first, second = health["services"]["order"]
    assert (first["replica"], first["ok"], first["details"]["node"]) == ("order-1", True, "order-1")
    assert (second["replica"], second["ok"], second["details"]) == ("order-2", False, None)
    assert second["error"] == "ConnectionRefusedError"
    assert (health["ok"], health["node"]) == (False, "gateway-7")
    assert health["checks"]["broker"]["ok"] is False


async def test_many_questions_at_once_ask_the_processes_behind_once(
    start_gateway: StartGateway, fine: Upstream
) -> None:
    async with fine:
        urls = {f"{name}_urls": fine.url for name in ("auth", "order", "payment", "tracker")}
        gateway = await start_gateway(kafka_brokers="127.0.0.1:1", **urls)
        for _ in range(5):
            await gateway.get("/health/detailed")
        assert len(fine.asked) == 4


async def test_database_pools_are_told_of_each_process_that_answers(
    start_gateway: StartGateway, fine: Upstream
) -> None:
    async with fine:
        found = await ask(start_gateway, fine, nobody(), "/db-pool")
    assert found["pools"] == [{"node": "order-1", "open": 2, "used": 1, "most": 10}] * 3


async def test_a_record_is_written_to_kafka_and_read_back(scratch_settings: ServiceSettings) -> None:
    publisher = Publisher(scratch_settings)
    try:
        first = await KafkaTest(scratch_settings, publisher).run()
        assert first["topic"] == "gateway.diagnostics.v1"
        assert first["writtenMs"] > 0
        assert first["readMs"] > 0
    finally:
        await publisher.close()


async def test_trying_kafka_out_needs_a_user(gateway: Client, issuer: Issuer) -> None:
    assert (await gateway.get("/kafka-test")).status == 401
    assert (await gateway.get("/invariants", headers=issuer.bearer())).status == 403
