"""Each rule that the services need, broken: the patch that breaks it, and what the model is to say then."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import order_service.decide as order
import payment_service.decide as payment
from common.contracts import PaymentRefunded, PaymentRefundRequested, PaymentVoided, PaymentVoidRequested
from order_service.state import Status
from payment_service import reactions

from tests.model import happening

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


def only_when(condition: Callable[..., bool]) -> Bug:
    return lambda decide: lambda *asked: decide(*asked) if condition(*asked) else []


def takes_whatever_waits(_: Any) -> Any:
    return lambda attempt, state: state.status in (Status.PENDING, Status.PAID) and state.attempt == attempt


def always_attempt_1(charge: Any) -> Any:
    return lambda event, attempt, verdict: charge(event, 1, verdict)


def without_voids(asked: Any) -> Any:
    return {kind: what for kind, what in asked.items() if what != "void"}


OFF = "an order that is CANCELLED in attempt 1 (cancelled_by_user)"
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
        "ExpireOrder makes of an order that is PENDING in attempt 2 (no failure) ['order.cancelled'], not nothing",
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
        "payment does not hear that a void returned a charge",
        payment,
        "_voided",
        only_when(lambda attempt, charge_id, refund_id: charge_id is None),
        "it can never come to rest from here",
        7,
    ),
    Broken(
        "order takes what it hears again for news",
        order,
        "_awaits",
        takes_whatever_waits,
        "PaymentCompleted makes of an order that is PAID in attempt 1 (no failure) ['order.paid'], not nothing",
        7,
    ),
    Broken(
        "what its customer called off is opened again",
        order,
        "_reopen",
        lambda reopen: lambda command, state: reopen(command, replace(state, failure="card_declined")),
        f"RetryOrder makes of {OFF} ['order.reopened'], not nothing",
        3,
    ),
    Broken(
        "payment charges every attempt as the first",
        reactions,
        "_charge",
        always_attempt_1,
        "order.reopened opens attempt 2, and payment.requested is about another",
        5,
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
