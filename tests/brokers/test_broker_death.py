"""Brokers die under load, one after the other: no accepted order is lost, charged twice or left unsettled."""

import asyncio

import pytest
from quadrille.shop import ENDED, Shop

from chaos.customers import load
from chaos.judging import findings
from chaos.processes import gone, kill
from chaos.scene import Scene
from chaos.tally import Tally
from tests.brokers.cluster import active_controller, replicas, whole

CUSTOMERS = 4
AWAY_SECONDS = 8.0  # longer than a broker's session and a consumer's

pytestmark = [pytest.mark.disruptive, pytest.mark.timeout(300)]


async def test_no_order_suffers_when_brokers_are_killed_in_turn(scene: Scene) -> None:
    assert set((await replicas(scene.settings)).values()) == {3}
    tally = Tally()
    async with scene.people() as (customers, admin):
        async with load(customers[:CUSTOMERS], tally):
            for name in scene.settings.kafka_names:
                await kill(scene, name)
                await whole(scene.settings)
            await kill(scene, active_controller(scene.settings))
            await whole(scene.settings)
        assert await findings(scene, admin, tally) == []
    assert tally.findings == []
    assert await scene.charged_twice() == set()
    assert len(tally.orders) > 20


async def test_orders_settle_while_a_broker_is_away(scene: Scene) -> None:
    tally = Tally()
    async with scene.people() as (customers, admin):
        shop = Shop(customers[-1])
        async with load(customers[:CUSTOMERS], tally):
            for name in scene.settings.kafka_names:
                away = asyncio.create_task(gone(scene, name))
                await asyncio.sleep(AWAY_SECONDS)
                order = await shop.place()
                assert (await shop.until(order, ENDED))["status"] == "CONFIRMED"
                assert not away.done(), f"{name} came back before the order had settled"
                await away
                await whole(scene.settings)
        assert await findings(scene, admin, tally) == []
    assert tally.findings == []
    assert await scene.charged_twice() == set()
