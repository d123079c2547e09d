"""A saga followed across topics by an operator, on the whole stack."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from click.testing import CliRunner
from quadrille.cli import main
from quadrille.client import Json
from quadrille.shop import Shop

from conftest import OFFSET

BROKERS = f"127.0.0.1:{9092 + OFFSET}"
PAID = ["order.placed", "payment.requested", "payment.completed", "order.confirmed"]
GIVEN_BACK = ["order.cancelled", "payment.refund_requested", "payment.refunded"]


async def told(*arguments: str) -> list[dict[str, Any]]:
    """What `quadrille topics` prints when piped."""
    result = await asyncio.to_thread(CliRunner().invoke, main, ["topics", *arguments, "--brokers", BROKERS])
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


@asynccontextmanager
async def following(order: Json) -> AsyncIterator[asyncio.StreamReader]:
    """The lines of `quadrille topics tail --order`."""
    command = (sys.executable, "-m", "quadrille", "topics", "tail", "--order", order["id"])
    environment = {**os.environ, "KAFKA_BROKERS": BROKERS}
    process = await asyncio.create_subprocess_exec(*command, env=environment, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        yield process.stdout
    finally:
        process.kill()
        await process.wait()


async def test_a_saga_is_followed_across_topics_from_its_past_on(shop: Shop) -> None:
    placed, other = await shop.place(), await shop.place("card_declined")
    await shop.until(placed, ("CONFIRMED",))
    await shop.until(other, ("CANCELLED",))
    async with following(placed) as lines:
        past = [json.loads(await lines.readline()) for _ in PAID]
        await shop.client.call("DELETE", f"/orders/{placed['id']}")
        live = [json.loads(await lines.readline()) for _ in GIVEN_BACK]
    assert [line["type"] for line in past + live] == PAID + GIVEN_BACK
    assert {line["orderId"] for line in past + live} == {placed["id"]}
    assert {line["correlationId"] for line in past} == {placed["correlationId"]}


async def test_a_saga_that_is_over_is_told_in_its_order_as_the_tracker_tells_it(shop: Shop) -> None:
    placed = await shop.place()
    await shop.until(placed, ("CONFIRMED",))
    await shop.client.call("DELETE", f"/orders/{placed['id']}")
    await shop.saga(placed, ("COMPENSATED",))
    lines = await told("tail", "--order", placed["id"], "--no-follow")
    assert [line["type"] for line in lines] == PAID + GIVEN_BACK == await shop.story(placed)
    assert {line["topic"] for line in lines} == {"order.events.v1", "payment.events.v1"}
    times = [line["time"] for line in lines]
    assert times == sorted(times)
    assert await told("tail", "--order", placed["id"], "--type", "payment.refunded", "--no-follow") == lines[-1:]


async def test_the_list_names_who_reads_the_events_of_orders_and_how_far_behind_they_are(shop: Shop) -> None:
    await shop.until(await shop.place(), ("CONFIRMED",))
    async with asyncio.timeout(30):
        while True:  # offsets are committed after the effects
            by_topic = {line["topic"]: line for line in await told("list")}
            if {"payment", "tracker"} <= by_topic["order.events.v1"]["lag"].keys():
                break
            await asyncio.sleep(0.2)
    assert {"owner": "order", "kind": "events"}.items() <= by_topic["order.events.v1"].items()
    assert by_topic["payment.dead-letters.v1"]["kind"] == "dead letters"
