"""Each rule that the services need, broken: the model says what is wrong then, and shows the shortest way there."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from unittest.mock import patch

import order_service.decide as order
import payment_service.decide as payment
import pytest
from common.contracts import (
    PaymentRefunded,
    PaymentRefundRequested,
    PaymentVoided,
    PaymentVoidRequested,
)
from order_service.state import Status
from quadrille.choreography.catalogue import collect

from tests.model import happening
from tests.model.playing import Scope, check, never

Bug = Callable[[Any], Any]  # from what is right to what is wrong


@dataclass(frozen=True)
class Broken:
    """`bug` makes of `where`'s `what` what is wrong; `says` is found then, after at most `steps`."""

    name: str
    where: Any
    what: str
    bug: Bug
    says: str
    steps: int


def never_says(*kinds: type[Any]) -> Bug:
    return lambda decide: lambda *asked: [event for event in decide(*asked) if not isinstance(event, kinds)]


def confirms_what_is_cancelled(paid: Any) -> Any:
    return lambda attempt, state: paid(attempt, replace(state, status=Status.PENDING))


def takes_any_attempt(_: Any) -> Any:
    return lambda attempt, state: state.status is Status.PENDING


def keeps_the_number(reopen: Any) -> Any:
    return lambda command, state: [e.model_copy(update={"attempt": state.attempt}) for e in reopen(command, state)]


def finds_nothing(voided: Any) -> Any:
    return lambda attempt, charge_id, refund_id: voided(attempt, None, None)


def without_voids(asked: Any) -> Any:
    return {kind: what for kind, what in asked.items() if what != "void"}


KEPT = "all is at rest, the order is CANCELLED, and the money of attempt 1 is kept"
BROKEN = [
    Broken("payment returns nothing", payment, "_return", never_says(PaymentRefundRequested, PaymentRefunded), KEPT, 7),
    Broken(
        "payment lets a charge run on when its order is cancelled",
        payment,
        "_return",
        never_says(PaymentVoidRequested),
        "all is at rest, the order is CONFIRMED, and the money of attempt 1 is kept",
        12,
    ),
    Broken(
        "payment ignores a cancellation that comes before the order",
        payment,
        "_cancel",
        never_says(PaymentVoided),
        "all is at rest, the order is CANCELLED, and its saga is told as COMPENSATING",
        10,
    ),
    Broken(
        "payment keeps a charge that was quicker than its void",
        payment,
        "_charged",
        never_says(PaymentRefundRequested),
        "all is at rest, the order is CONFIRMED, and the money of attempt 1 is kept",
        12,
    ),
    Broken(
        "payment does not book what a void gave back",
        payment,
        "_voided",
        finds_nothing,
        "all is at rest, attempt 1 is voided to payment, and the provider charged: True",
        8,
    ),
    Broken(
        "order confirms what was cancelled",
        order,
        "_paid",
        confirms_what_is_cancelled,
        "order.confirmed breaks the protocol in state CANCELLED: the protocol has no such step from this state",
        6,
    ),
    Broken(
        "order takes the payment of an older attempt",
        order,
        "_awaits",
        takes_any_attempt,
        "order.confirmed breaks the protocol in state PENDING: it needs payment.completed of this attempt",
        7,
    ),
    Broken(
        "order reopens under the old number",
        order,
        "_reopen",
        keeps_the_number,
        "order.reopened breaks the protocol in state CANCELLED: it is about attempt 1, while attempt 2 is due",
        3,
    ),
    Broken(
        "nobody asks the provider for a void",
        happening,
        "ASKED",
        without_voids,
        "it can never come to rest from here",
        8,
    ),
]


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name.replace(" ", "-"))
def test_a_broken_rule_is_shown_by_the_shortest_way_to_it(broken: Broken) -> None:
    with patch.object(broken.where, broken.what, broken.bug(getattr(broken.where, broken.what))):
        found, _ = check(Scope())

    assert found.wrong == broken.says
    assert found.trace[0].startswith("client: POST /orders")
    assert len(found.trace) <= broken.steps, found


def without(service: str, name: str) -> dict[str, Any]:
    parts = dict(collect().parts)
    left = tuple(each for each in parts[service].reactions if each.name != name)
    return {**parts, service: replace(parts[service], reactions=left)}


def test_a_reaction_that_is_gone_leaves_money_with_the_provider() -> None:
    found, _ = check(Scope(), without("payment", "when_cancelled"))

    assert found.wrong == KEPT


def test_without_the_reaction_to_its_payment_no_order_is_ever_confirmed() -> None:
    _, world = check(Scope(), without("order", "when_paid"))

    assert "order.confirmed never comes in state PENDING, though its contract says that it may" in [
        *never(collect(), [world])
    ]


def test_what_a_person_may_ask_for_has_to_be_declared() -> None:
    found, _ = check(Scope(), without("order", "CompensateOrder"))

    assert found.wrong == "order is asked for CompensateOrder, and does not declare that it may be"
