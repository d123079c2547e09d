"""Seeded bugs of order, payment and tracker: rules that are needed only when things cross are broken, one by one."""

from dataclasses import replace
from typing import Any

import order_service.decide as order
import payment_service.claims
import payment_service.decide as payment
import payment_service.reactions
import tracker_service.story
from common.contracts import PaymentRefundRequested, PaymentVoided, PaymentVoidRequested
from order_service.state import Status
from payment_service import jobs
from payment_service.commands import RecordVoid

from tests.simulation.mutants import Mutant


def _never_says(kind: type[Any]) -> Any:
    """Whatever is decided, this kind of event is left out."""
    return lambda decide: lambda *asked: [event for event in decide(*asked) if not isinstance(event, kind)]


def _ignores_deadlines(when_cancelled: Any) -> Any:
    nothing = RecordVoid(attempt=0, charge_id=None, refund_id=None)
    return lambda event: nothing if event.reason == order.TIMEOUT else when_cancelled(event)


def _ignores_the_attempt(awaits: Any) -> Any:
    return lambda attempt, state: state.status is Status.PENDING


def _keeps_the_number(reopen: Any) -> Any:
    return lambda command, state: [e.model_copy(update={"attempt": state.attempt}) for e in reopen(command, state)]


def _one_key(key_of: Any) -> Any:
    return lambda order_id, attempt: key_of(order_id, 1)


def _found_nothing(voided: Any) -> Any:
    return lambda attempt, charge_id, refund_id: voided(attempt, None, None)


def _no_voids(actions: Any) -> Any:
    return {kind: action for kind, action in actions.items() if kind is not PaymentVoidRequested}


def _accuses(missing: Any) -> Any:
    def wrong(self: Any, event: Any) -> Any:
        misfit = missing(self, event)
        return misfit and replace(misfit, certain=True)

    return wrong


def _by_time(causal_order: Any) -> Any:
    return lambda events: sorted(events, key=lambda event: (event.time, event.id))


MUTANTS = [
    Mutant("payment ignores a cancellation before the order", payment, "_cancel", _never_says(PaymentVoided), 59),
    Mutant("payment charges every attempt under one key", payment_service.claims, "key_of", _one_key, 137),
    Mutant(
        "payment keeps a charge that was quicker than its void",
        payment,
        "_charged",
        _never_says(PaymentRefundRequested),
        241,
    ),
    Mutant("payment does not book what a void gave back", payment, "_voided", _found_nothing, 92),
    Mutant(
        "payment ignores that a deadline passed",
        payment_service.reactions,
        "when_cancelled",
        _ignores_deadlines,
        4,
    ),
    Mutant("payment asks for no void", jobs, "_ACTIONS", _no_voids, 1),
    Mutant("order takes the payment of an older attempt", order, "_awaits", _ignores_the_attempt, 137),
    Mutant("order reopens under the old number", order, "_reopen", _keeps_the_number, 28),
    Mutant("tracker takes what came early for a violation", tracker_service.story._Telling, "_missing", _accuses, 1),
    Mutant("tracker trusts clocks", tracker_service.story, "causal_order", _by_time, 13),
]
