"""From an event of the order service to what payment says about it, in one transaction."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from common.commands import Decider
from common.contracts import Event, OrderCancelled, OrderPlaced, OrderReopened, PaymentMethod
from common.database import Database
from common.envelope import Received
from common.ids import new_id
from payment_service.commands import Command
from payment_service.state import Payment
from payment_service.subscriptions import subscriptions
from payment_service.testing import CUSTOMER, ORDER

MOMENT = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)
TOTAL = Decimal("12.50")
SAGA: dict[str, Any] = {"order_id": ORDER, "user_id": CUSTOMER, "total_amount": TOTAL, "currency": "KRW"}
CANCELLED = OrderCancelled(**SAGA, attempt=1, reason="cancelled_by_user")
REOPENED = OrderReopened(
    **SAGA, attempt=2, payment_method="card_slow", deadline=MOMENT, reopened_by="an admin", note="please"
)


def placed(method: PaymentMethod = "card_ok") -> OrderPlaced:
    return OrderPlaced(
        **SAGA,
        items=(),
        shipping_address="1 Main Street",
        payment_method=method,
        confirmation="auto",
        deadline=MOMENT,
        node="order-1",
        gateway="gateway-1",
    )


def received(event: Event) -> Received:
    return Received(
        id=new_id(),
        stream=ORDER,
        version=1,
        event=event,
        correlation_id=UUID(int=4),
        causation_id=new_id(),
        traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        node="order-1",
        time=MOMENT,
        source="order",
        topic="order.events.v1",
        partition=0,
        offset=0,
    )


@pytest.mark.parametrize(
    ("adapter", "events", "said"),
    [
        ("http", [placed()], ["payment.requested"]),
        ("http", [placed(), CANCELLED], ["payment.requested", "payment.void_requested"]),
        ("http", [CANCELLED, placed()], ["payment.voided"]),
        ("http", [CANCELLED, REOPENED], ["payment.voided", "payment.requested"]),
        ("inline", [placed()], ["payment.completed"]),
        ("inline", [placed("card_insufficient_funds")], ["payment.failed"]),
        ("inline", [placed(), CANCELLED], ["payment.completed", "payment.refunded"]),
        ("inline", [placed("provider_down"), CANCELLED], ["payment.voided"]),
        ("inline", [placed("card_declined"), CANCELLED, REOPENED], ["payment.failed", "payment.completed"]),
    ],
)
async def test_payment_answers_the_events_of_an_order(
    payments: Database, decider: Decider[Command, Payment], adapter: str, events: list[Event], said: list[str]
) -> None:
    handle = subscriptions(decider, decides_inline=adapter == "inline")
    async with payments.transaction() as tx:
        await handle(tx, [received(event) for event in events])
    assert [kind for (kind,) in await payments.fetch("SELECT type FROM events ORDER BY version")] == said


async def test_what_payment_says_names_its_cause_and_belongs_to_the_same_story(
    payments: Database, decider: Decider[Command, Payment]
) -> None:
    event = received(placed())
    async with payments.transaction() as tx:
        await subscriptions(decider, decides_inline=False)(tx, [event])
    cause = (event.stream, event.correlation_id, event.id, event.traceparent)
    assert await payments.fetch("SELECT stream, correlation_id, causation_id, traceparent FROM events") == [cause]
    assert await payments.fetch("SELECT correlation_id, traceparent FROM provider_job") == [cause[1::2]]
