"""From an order's events to money at the real provider and back, through crashes: one charge, and nothing kept."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import uuid4

import pytest
from common.requests import Outcome
from payment_service.providers.http import HttpProvider
from payment_service.state import Payment
from payment_service.testing import cancel, charge

Tell = Callable[..., Awaitable[list[Outcome[Payment]]]]
Work = Callable[[HttpProvider], "asyncio.Task[None]"]
Said = Callable[..., Awaitable[list[str]]]
Kept = Callable[[], Awaitable[tuple[int, str]]]
CHARGED = ["payment.requested", "payment.completed"]


@pytest.mark.parametrize("method", ["card_ok", "card_slow", "card_flaky", "card_timeout", "card_refund_flaky"])
async def test_an_order_is_charged_once_and_gets_it_back_when_it_is_cancelled(
    tell: Tell, work: Work, provider: HttpProvider, said: Said, kept: Kept, method: str
) -> None:
    work(provider)
    await tell(charge(payment_method=method))
    assert await said() == CHARGED
    assert await kept() == (1, "12.50")
    await tell(cancel())
    assert await said() == [*CHARGED, "payment.refund_requested", "payment.refunded"]
    assert await kept() == (1, "0.00")


@pytest.mark.parametrize("method", ["card_declined", "card_insufficient_funds"])
async def test_a_declined_order_fails_and_a_second_attempt_has_a_key_of_its_own(
    tell: Tell, work: Work, provider: HttpProvider, said: Said, kept: Kept, method: str
) -> None:
    work(provider)
    await tell(charge(payment_method=method))
    assert await said() == ["payment.requested", "payment.failed"]
    await tell(cancel(), charge(2))
    assert (await said())[2:] == CHARGED
    assert await kept() == (1, "12.50")


async def test_an_order_whose_provider_never_answers_is_voided_when_it_is_cancelled(
    tell: Tell, work: Work, provider: HttpProvider, said: Said, kept: Kept
) -> None:
    work(provider)
    await tell(charge(payment_method="provider_down"))
    await tell(cancel())
    assert await said() == ["payment.requested", "payment.void_requested", "payment.voided"]
    assert await kept() == (0, "0.00")


async def test_many_orders_of_every_method_cancelled_at_once_leave_nothing_kept(
    tell: Tell, work: Work, provider: HttpProvider, said: Said, kept: Kept
) -> None:
    work(provider)
    work(provider)
    methods = ["card_ok", "card_slow", "card_flaky", "card_timeout", "card_refund_flaky", "card_declined"]
    orders = {uuid4(): method for method in methods for _ in range(4)}
    for order, method in orders.items():
        await tell(charge(order_id=order, payment_method=method), order=order)
    for order in orders:
        await tell(cancel(order_id=order), order=order)
    for order in orders:
        assert (await said(order))[-1] in {"payment.voided", "payment.refunded", "payment.failed"}
    assert (await kept())[1] == "0.00"
