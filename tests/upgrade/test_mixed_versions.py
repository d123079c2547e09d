"""A rolling upgrade under load: services of the last release and of today run together, and nobody notices."""

import asyncio
import json
from collections import defaultdict

import pytest
from common.testing.records import headers_of
from common.topics import dead_letters_of, with_dead_letters
from quadrille.kafka.broker import Broker
from quadrille.verify.run import verify

from chaos.customers import load
from chaos.judging import findings
from chaos.processes import leader
from chaos.scene import Scene
from chaos.tally import Tally
from tests.upgrade.mixing import Mix

METHODS = {"card_ok": 50, "card_declined": 20, "card_insufficient_funds": 15, "card_slow": 8, "card_flaky": 7}
CUSTOMERS = 5
TOGETHER_SECONDS = 2.0
ON_THE_WAY = {"order.confirmed", "order.cancelled", "payment.completed", "payment.failed", "payment.refunded"}

pytestmark = [pytest.mark.disruptive, pytest.mark.timeout(240)]


async def test_services_of_the_last_release_and_of_today_work_together(mix: Mix, scene: Scene) -> None:
    tally = Tally()
    async with scene.people() as (customers, admin):
        async with load(customers[:CUSTOMERS], tally, METHODS):
            await asyncio.sleep(TOGETHER_SECONDS)
            relays = await _roll(mix)
        assert await _dead_letters(mix) == []
        assert await findings(scene, admin, tally) == []
    assert tally.findings == []
    assert relays == ["payment-2", "payment-1"]  # the old one published what the new one stored, and the reverse
    assert len(tally.orders) > 50
    await _nothing_is_wrong(scene)
    assert await _dead_letters(mix) == []
    said = await _versions_said(mix)
    assert said.keys() >= ON_THE_WAY
    assert {type_: said[type_] for type_ in mix.changed()} == mix.changed()


async def _roll(mix: Mix) -> list[str]:
    """Process by process to today's code, with one step back; returns which payment process relayed while both were."""
    relays = []
    for name in ("order-1", "payment-1"):  # each beside an old one, and old ones of the other service
        await mix.to_today(name)
        await asyncio.sleep(TOGETHER_SECONDS)
    relays.append(await leader(mix.settings, "payment"))
    for name in ("tracker-1", "auth-1", "gateway-1", "order-2", "payment-2"):
        await mix.to_today(name)
    await mix.back("payment-2")
    await asyncio.sleep(TOGETHER_SECONDS)
    relays.append(await leader(mix.settings, "payment"))
    await mix.to_today("payment-2")
    return relays


async def _nothing_is_wrong(scene: Scene) -> None:
    account = json.loads((scene.settings.home / "admin.json").read_text())
    verdict = await verify(scene.stage.url, (account["email"], account["password"]))
    assert (verdict.wrong(), verdict.dead_letters) == ([], {})


async def _dead_letters(mix: Mix) -> list[tuple[str, str]]:
    """Of each, the topic and the reason."""
    async with Broker(mix.settings.kafka_brokers) as broker:
        topics = map(dead_letters_of, with_dead_letters(broker.topics))
        letters = [record for topic in topics for record in await broker.whole(topic)]
    return [(record.topic, headers_of(record)["dl_reason"]) for record in letters]


async def _versions_said(mix: Mix) -> dict[str, set[str]]:
    """The schema versions of each type in the topics of events."""
    said = defaultdict[str, set[str]](set)
    async with Broker(mix.settings.kafka_brokers) as broker:
        for topic in (each for each in broker.topics if each.endswith(".events.v1")):
            for record in await broker.whole(topic):
                _, _, type_, version = headers_of(record)["ce_dataschema"].split(":")
                said[type_].add(version)
    return said
