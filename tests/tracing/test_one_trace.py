"""What an order brings about is one trace, from the client through every service and topic to the last event."""

import asyncio
import secrets
from collections.abc import Sequence

import aiohttp
import pytest
from quadrille.client import Client
from quadrille.shop import Shop, an_order
from stack.settings import HOST, Settings

from tests.tracing.collector import Collector, Span

pytestmark = [pytest.mark.disruptive, pytest.mark.timeout(240), pytest.mark.asyncio(loop_scope="module")]

# Each with its parent: what was said by whom, and who heard it.
BY_NAME = {
    ("gateway", "POST /orders"): "the client",
    ("gateway", "POST"): ("gateway", "POST /orders"),
    ("order", "POST /orders"): ("gateway", "POST"),
    ("payment", "process order.events.v1 order.placed"): ("order", "POST /orders"),
    ("payment", "charge"): ("payment", "process order.events.v1 order.placed"),
    ("payment", "POST"): ("payment", "charge"),
    ("order", "process payment.events.v1 payment.completed"): ("payment", "charge"),
    ("tracker", "process order.events.v1 order.placed"): ("order", "POST /orders"),
    ("tracker", "process payment.events.v1 payment.requested"): ("payment", "process order.events.v1 order.placed"),
    ("tracker", "process payment.events.v1 payment.completed"): ("payment", "charge"),
    ("tracker", "process order.events.v1 order.confirmed"): (
        "order",
        "process payment.events.v1 payment.completed",
    ),
}


def of(span: Span) -> tuple[str, str]:
    """Whose it is, and what it is about."""
    return span.service, " ".join([span.name, *([span.attributes["cloudevents.event_type"]] if _heard(span) else [])])


def _heard(span: Span) -> bool:
    return "cloudevents.event_type" in span.attributes


async def test_an_order_is_one_trace_through_every_service(traced: Settings, collector: Collector) -> None:
    trace, client_span = secrets.token_hex(16), secrets.token_hex(8)
    url = f"http://{HOST}:{traced.port('nginx')}"
    async with Client(url) as client, aiohttp.ClientSession(url) as session:
        await client.register("tester")
        headers = {"Authorization": f"Bearer {client.token}", "traceparent": f"00-{trace}-{client_span}-01"}
        async with session.post("/orders", json=an_order(), headers=headers) as response:
            order = await response.json()
            assert response.status == 201, order
        assert (await Shop(client).until(order))["status"] == "CONFIRMED"

    def ours(spans: Sequence[Span]) -> dict[tuple[str, str], Span]:
        return {of(span): span for span in spans if span.trace == trace}

    found = ours(await collector.until(lambda spans: BY_NAME.keys() <= ours(spans).keys()))
    named = {span.id: key for key, span in found.items()} | {client_span: "the client"}
    assert {key: named.get(found[key].parent) for key in BY_NAME if key in found} == BY_NAME
    assert found["gateway", "POST /orders"].attributes["http.response.status_code"] == 201
    assert not [span for span in found.values() if span.is_error]


# Because of whom order says what it says; what is sent together may be of both.
SPEAKERS = {("order", "POST /orders"), ("order", "process payment.events.v1 payment.completed")}


async def test_what_is_done_for_many_at_once_is_linked_to_each(traced: Settings, collector: Collector) -> None:
    async with Client(f"http://{HOST}:{traced.port('nginx')}") as client:
        await client.register("tester")
        shop = Shop(client)
        orders = await asyncio.gather(*(shop.place() for _ in range(20)))
        await asyncio.gather(*(shop.until(order) for order in orders))

    def shared(spans: Sequence[Span], service: str, name: str) -> list[Span]:
        return [one for one in spans if (one.service, one.name) == (service, name) and len(one.links) > 1]

    wanted = [("order", "commit"), ("payment", "process batch"), ("order", "send order.events.v1")]
    spans = await collector.until(lambda spans: all(shared(spans, *each) for each in wanted))
    for service, name in wanted:
        batches = shared(spans, service, name)
        assert batches, f"no {name} of {service} was for more than one"
        for batch in batches:
            assert not batch.parent
            assert batch.trace not in {trace for trace, _ in batch.links}
            linked = {of(span) for span in spans if (span.trace, span.id) in batch.links}
            assert linked
            assert linked <= SPEAKERS
