"""A user whose payments keep failing is put on hold, by events alone, until an administrator lifts it."""

import asyncio

from quadrille.client import ApiError, Client
from quadrille.shop import Shop

DECLINES = 5


async def test_five_declined_payments_suspend_a_user_until_reinstated(shop: Shop, admin: Client) -> None:
    user_id = (await shop.client.call("GET", "/auth/me"))["id"]
    for _ in range(DECLINES):  # asking what became of the last one would be refused already
        await shop.place("card_declined")
    assert await _refusal(shop, until="USER_SUSPENDED") == (403, "USER_SUSPENDED")
    await admin.call("POST", f"/auth/users/{user_id}/reinstate", {"reason": "a new card"})
    assert await _refusal(shop, until=None) is None


async def _refusal(shop: Shop, until: str | None) -> tuple[int, str] | None:
    """How placing an order is refused, once that is as expected; three gateways each hear of it in their own time."""
    answer: tuple[int, str] | None = None
    agreeing = 0
    for _ in range(100):
        try:
            await shop.place("card_ok")
            answer = None
        except ApiError as error:
            answer = (error.status, error.code)
        agreeing = agreeing + 1 if (answer[1] if answer else None) == until else 0
        if agreeing == 6:
            break
        await asyncio.sleep(0.1)
    return answer
