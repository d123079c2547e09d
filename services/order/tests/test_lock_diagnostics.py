"""The product lock can be tried out and looked at, and nobody learns whose order holds it."""

from common.ids import new_id
from order_service.testing.api import ADMIN, ME, OTHER, Client, ask, item, place


async def test_a_free_lock_can_be_taken_and_is_given_back(api: Client) -> None:
    for _ in range(2):
        status, tested = await ask(api, "POST", "/redis-test/lock/teapot-1")
        assert (status, tested["acquired"]) == (200, True)
        assert tested["tookMs"] > 0
    assert (await ask(api, "GET", "/redis-test/lock-status/teapot-1"))[1] == {
        "key": "teapot-1",
        "locked": False,
        "ttlMs": 0,
        "owner": None,
    }


async def test_a_product_that_is_ordered_is_locked_by_its_order_and_stays_so(api: Client) -> None:
    product = str(new_id())
    order = await place(api, items=[item(productId=product)])
    assert (await ask(api, "POST", f"/redis-test/lock/{product}", OTHER))[1]["acquired"] is False
    seen = {}
    for name, who in (("me", ME), ("other", OTHER), ("admin", ADMIN)):
        _, status = await ask(api, "GET", f"/redis-test/lock-status/{product}", who)
        assert (status["locked"], 0 < status["ttlMs"] <= 30_000) == (True, True)
        seen[name] = status["owner"]
    assert seen == {"me": order["id"], "other": None, "admin": order["id"]}


async def test_of_five_orders_of_one_product_at_once_one_is_created(api: Client) -> None:
    status, tested = await ask(api, "POST", "/redis-test/saga-creation-test", ADMIN)
    assert (status, tested["asked"], tested["created"], tested["refused"]) == (200, 5, 1, 4)
    (order_id,) = tested["orderIds"]
    assert (await ask(api, "GET", f"/orders/{order_id}", ADMIN))[1]["totalAmount"] == 0
    assert (await ask(api, "POST", "/redis-test/saga-creation-test"))[0] == 403
