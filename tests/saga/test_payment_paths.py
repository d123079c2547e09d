"""What becomes of an order as its payment goes: the rows of the saga's table that need no intervention."""

from collections.abc import Awaitable, Callable

import pytest
from quadrille.shop import Shop

Provider = Callable[[str], Awaitable[tuple[int, int]]]


@pytest.mark.parametrize("method", ["card_ok", "card_slow", "card_flaky", "card_timeout"])
async def test_a_paid_order_is_confirmed_and_charged_once(shop: Shop, provider: Provider, method: str) -> None:
    placed = await shop.place(method)
    assert placed["status"] == "PENDING"
    order = await shop.until(placed)
    assert (order["status"], order["failureReason"]) == ("CONFIRMED", None)
    assert await provider(order["id"]) == (1, 0)
    saga = await shop.saga(placed, ("COMPLETED",))
    assert saga["violations"] == []
    story = await shop.story(order)
    assert (story[0], story[-1]) == ("order.placed", "order.confirmed")
    assert "payment.completed" in story


@pytest.mark.parametrize("method", ["card_declined", "card_insufficient_funds"])
async def test_a_declined_order_is_cancelled_with_the_reason(shop: Shop, provider: Provider, method: str) -> None:
    placed = await shop.place(method)
    order = await shop.until(placed)
    assert (order["status"], order["failureReason"]) == ("CANCELLED", method)
    assert await provider(order["id"]) == (0, 0)
    saga = await shop.saga(placed, ("COMPENSATED",))
    assert (saga["failureReason"], saga["violations"]) == (method, [])
    assert (await shop.story(order))[-2:] == ["payment.failed", "order.cancelled"]


async def test_an_order_nobody_pays_for_is_cancelled_at_its_deadline(shop: Shop, provider: Provider) -> None:
    placed = await shop.place("provider_down")
    order = await shop.until(placed)
    assert (order["status"], order["failureReason"]) == ("CANCELLED", "payment_timeout")
    saga = await shop.saga(placed, ("COMPENSATED",))
    assert saga["violations"] == []
    assert (await shop.story(order))[-1] == "payment.voided"
    charges, refunds = await provider(order["id"])
    assert charges == refunds


async def test_an_order_to_be_confirmed_by_hand_waits_for_it(shop: Shop, provider: Provider) -> None:
    placed = await shop.place(confirmation="manual")
    order = await shop.until(placed, ("PAID",))
    assert (await shop.saga(placed, ("PAID",)))["status"] == "PAID"
    confirmed = await shop.client.call("PUT", f"/orders/{order['id']}/confirm")
    assert confirmed["status"] == "CONFIRMED"
    assert await provider(order["id"]) == (1, 0)
    assert (await shop.saga(placed, ("COMPLETED",)))["violations"] == []
