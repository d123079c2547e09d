"""What administrators may do about a saga, and nobody else."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

from common.ids import new_id
from common.requests import Outcome
from order_service.commands import NoteDecline
from order_service.state import State
from order_service.testing.api import ADMIN, OTHER, Client, ask, body, item, place

Tell = Callable[..., Awaitable[list[Outcome[State]]]]


async def test_a_failed_payment_is_given_another_attempt_by_an_administrator(api: Client, tell: Tell) -> None:
    order = await place(api, paymentMethod="card_declined")
    retry = f"/orders/{order['id']}/retry"
    wanted = {"reason": "new card", "paymentMethod": "card_ok"}
    assert (await ask(api, "POST", retry, ADMIN, json=wanted))[1]["code"] == "NOT_RETRYABLE"
    await tell(NoteDecline(1, "card_declined"), order=UUID(order["id"]))
    status, accepted = await ask(api, "POST", retry, ADMIN, json=wanted)
    assert (status, accepted["sagaId"]) == (202, order["id"])
    _, again = await ask(api, "GET", f"/orders/{order['id']}")
    assert (again["status"], again["paymentMethod"], again["failureReason"]) == ("PENDING", "card_ok", None)


async def test_an_administrator_compensates_once(api: Client) -> None:
    path = f"/orders/{(await place(api))['id']}/compensate"
    assert (await ask(api, "POST", path, ADMIN, json={"reason": "fraud"}))[0] == 202
    status, refusal = await ask(api, "POST", path, ADMIN, json={"reason": "fraud"})
    assert (status, refusal["code"]) == (409, "ALREADY_COMPENSATED")


async def test_interventions_and_totals_are_for_administrators(api: Client) -> None:
    path = f"/orders/{(await place(api))['id']}"
    for method, target in (("POST", f"{path}/retry"), ("POST", f"{path}/compensate"), ("GET", "/totals")):
        status, refusal = await ask(api, method, target, json={"reason": "please"})
        assert (status, refusal["code"]) == (403, "FORBIDDEN")


async def test_a_retry_that_comes_second_leaves_the_first_ones_lock(api: Client, tell: Tell) -> None:
    product = str(new_id())
    order = await place(api, items=[item(productId=product)], paymentMethod="card_declined")
    await tell(NoteDecline(1, "card_declined"), order=UUID(order["id"]))
    retry = f"/orders/{order['id']}/retry"
    answers = await asyncio.gather(*(ask(api, "POST", retry, ADMIN, json={"reason": "again"}) for _ in range(4)))
    assert sorted(status for status, _ in answers) == [202, 409, 409, 409]
    status, problem = await ask(api, "POST", "/orders", OTHER, json=body(items=[item(productId=product)]))
    assert (status, problem["code"]) == (409, "DUPLICATE_ORDER")
