"""Cancelling at every moment: whatever was taken goes back, and nothing is taken later."""

from collections.abc import Awaitable, Callable

import pytest
from quadrille.client import Client
from quadrille.shop import Shop

Provider = Callable[[str], Awaitable[tuple[int, int]]]


@pytest.mark.parametrize("method", ["card_ok", "card_refund_flaky"])
async def test_a_confirmed_order_that_is_cancelled_is_refunded(shop: Shop, provider: Provider, method: str) -> None:
    placed = await shop.place(method)
    await shop.until(placed, ("CONFIRMED",))
    assert (await shop.client.call("DELETE", f"/orders/{placed['id']}"))["status"] == "CANCELLED"
    saga = await shop.saga(placed, ("COMPENSATED",))
    assert saga["violations"] == []
    assert await provider(placed["id"]) == (1, 1)
    assert (await shop.story(placed))[-1] == "payment.refunded"


async def test_an_order_cancelled_while_it_is_charged_keeps_nothing(shop: Shop, provider: Provider) -> None:
    placed = await shop.place("card_slow")
    await shop.client.call("DELETE", f"/orders/{placed['id']}")
    saga = await shop.saga(placed, ("COMPENSATED",))
    assert saga["violations"] == []
    charges, refunds = await provider(placed["id"])
    assert charges == refunds


async def test_a_charge_whose_answer_was_lost_is_returned_when_the_order_is_off(shop: Shop, provider: Provider) -> None:
    placed = await shop.place("card_timeout")
    while await provider(placed["id"]) == (0, 0):
        pass
    await shop.client.call("DELETE", f"/orders/{placed['id']}")
    saga = await shop.saga(placed, ("COMPENSATED",))
    assert saga["violations"] == []
    assert await provider(placed["id"]) == (1, 1)
    assert (await shop.order(placed))["status"] == "CANCELLED"


async def test_cancelling_twice_is_cancelling_once(shop: Shop) -> None:
    placed = await shop.place()
    await shop.until(placed)
    first = await shop.client.call("DELETE", f"/orders/{placed['id']}")
    assert await shop.client.call("DELETE", f"/orders/{placed['id']}") == first


async def test_what_payment_says_to_a_cancelled_order_makes_it_say_so_again(shop: Shop, admin: Client) -> None:
    placed = await shop.place("card_timeout")
    await shop.until(placed, ("PENDING",))
    await admin.call("POST", f"/saga/compensate/{placed['id']}", {"reason": "the customer telephoned"})
    await shop.saga(placed, ("COMPENSATED",))
    assert (await shop.order(placed))["failureReason"] == "compensated_by_admin"
