"""What administrators may do about a saga, and nobody else."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from common.requests import Outcome
from order_service.commands import NoteDecline
from order_service.state import State
from order_service.testing.api import ADMIN, Client, ask, place

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
