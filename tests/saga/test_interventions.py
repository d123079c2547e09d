"""What an administrator can do about a saga, and what nobody else can."""

from collections.abc import Awaitable, Callable
from uuid import uuid4

import pytest
from quadrille.client import ApiError, Client
from quadrille.shop import Shop

Provider = Callable[[str], Awaitable[tuple[int, int]]]


async def test_a_retried_saga_charges_under_a_new_key_and_completes(
    shop: Shop, admin: Client, provider: Provider
) -> None:
    placed = await shop.place("card_declined")
    await shop.saga(placed, ("COMPENSATED",))
    body = {"reason": "the customer has another card", "paymentMethod": "card_ok"}
    answer = await admin.call("POST", f"/saga/retry/{placed['id']}", body)
    assert answer["sagaId"] == placed["id"]
    assert (await shop.until(placed, ("CONFIRMED",)))["status"] == "CONFIRMED"
    saga = await shop.saga(placed, ("COMPLETED",))
    assert saga["violations"] == []
    assert "order.reopened" in await shop.story(placed)
    assert await provider(placed["id"]) == (1, 0)


async def test_a_retried_saga_may_fail_again(shop: Shop, admin: Client) -> None:
    placed = await shop.place("card_declined")
    await shop.saga(placed, ("COMPENSATED",))
    await admin.call("POST", f"/saga/retry/{placed['id']}", {"reason": "the bank says it works now"})
    await shop.until(placed, ("CANCELLED",))
    assert (await shop.saga(placed, ("COMPENSATED",)))["violations"] == []


async def test_a_compensated_saga_returns_the_money(shop: Shop, admin: Client, provider: Provider) -> None:
    placed = await shop.place()
    await shop.until(placed, ("CONFIRMED",))
    await admin.call("POST", f"/saga/compensate/{placed['id']}", {"reason": "recalled"})
    saga = await shop.saga(placed, ("COMPENSATED",))
    assert (saga["failureReason"], saga["violations"]) == ("compensated_by_admin", [])
    assert await provider(placed["id"]) == (1, 1)


@pytest.mark.parametrize(("action", "code"), [("retry", "NOT_RETRYABLE"), ("compensate", "ALREADY_COMPENSATED")])
async def test_an_order_its_customer_cancelled_is_left_alone(shop: Shop, admin: Client, action: str, code: str) -> None:
    placed = await shop.place()
    await shop.until(placed, ("CONFIRMED",))
    await shop.client.call("DELETE", f"/orders/{placed['id']}")
    with pytest.raises(ApiError) as refusal:
        await admin.call("POST", f"/saga/{action}/{placed['id']}", {"reason": "why not"})
    assert (refusal.value.status, refusal.value.code) == (409, code)


async def test_a_customer_cannot_intervene(shop: Shop) -> None:
    placed = await shop.place("card_declined")
    for action in ("retry", "compensate"):
        with pytest.raises(ApiError) as refusal:
            await shop.client.call("POST", f"/saga/{action}/{placed['id']}", {"reason": "mine"})
        assert refusal.value.status == 403


async def test_a_saga_is_not_retried_while_another_order_has_its_product(shop: Shop, admin: Client) -> None:
    product = str(uuid4())
    failed = await shop.place("card_declined", product=product)
    await shop.saga(failed, ("COMPENSATED",))
    await shop.place_when_free(product)
    with pytest.raises(ApiError) as refusal:
        await admin.call("POST", f"/saga/retry/{failed['id']}", {"reason": "too late", "paymentMethod": "card_ok"})
    assert (refusal.value.status, refusal.value.code) == (409, "DUPLICATE_ORDER")
