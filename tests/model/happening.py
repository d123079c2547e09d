"""What may happen next: all of it, in every state, for whatever may happen will.

Assumed is less than the kernel grants: events are heard in any order and, at any time, again; answers of the provider
come late, again, or never; a request may reach it after what was asked since. What comes again is the same, so that the
states have an end.
"""

from collections.abc import Iterator
from typing import Any

from order_service.commands import CancelOrder, CompensateOrder, ConfirmOrder, ExpireOrder
from order_service.state import Status
from order_service.testing import ADMIN, CUSTOMER, place, retry
from payment_service.state import Payment, Phase

from tests.model.exploring import Move
from tests.model.provider import (
    APPROVED,
    DECLINED,
    NEVER,
    REFUNDED,
    RETURNED,
    Account,
    on_charge,
    on_refund,
    on_void,
    recorded,
)
from tests.model.world import State, World, bits

ASKED = {"payment.requested": "charge", "payment.void_requested": "void", "payment.refund_requested": "refund"}
OPEN = {Phase.CHARGING: "charge", Phase.VOIDING: "void", Phase.REFUNDING: "refund"}
# What answers each request. Any other answer is an old one, which need not come any more.
ANSWERS = {"charge": {APPROVED, DECLINED}, "void": {NEVER, RETURNED}, "refund": {REFUNDED}}


class Happening:
    """The moves of a world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def __call__(self, state: State) -> Iterator[Move[State]]:
        """Everything that may happen in a state and changes it."""
        if not state.said:
            yield from self._placing(state)
            return
        for moves in (self._hearing, self._asking, self._timing, self._arriving, self._recording):
            for move in moves(state):
                if move.after != state:
                    yield move

    def _placing(self, state: State) -> Iterator[Move[State]]:
        for how in ("auto", "manual"):
            label = f"client: POST /orders, confirmation {how}"
            yield Move(label, self._world.ask(state, "order", place(confirmation=how), label), alone=True)

    def _hearing(self, state: State) -> Iterator[Move[State]]:
        for n, rules in enumerate(self._world.rules):
            for event in bits(state.said & self._world.read_bits[n]):
                new = bool(state.unheard[n] >> event & 1)
                label = f"{rules.service} hears {self._told(event)}{'' if new else ' again'}"
                yield Move(label, self._world.hear(state, n, event, label), alone=new)

    def _told(self, number: int) -> str:
        event = self._world.events.values[number]
        attempt, reason = getattr(event, "attempt", 1), getattr(event, "reason", "")
        return f"{event.type} of attempt {attempt}" + (f" ({reason})" if reason else "")

    def _asking(self, state: State) -> Iterator[Move[State]]:
        asked: list[tuple[str, Any, State]] = [("client: PUT /orders/{orderId}/confirm", ConfirmOrder(CUSTOMER), state)]
        if state.cancellations:
            less = state._replace(cancellations=state.cancellations - 1)
            asked.append(("client: DELETE /orders/{orderId}", CancelOrder(CUSTOMER), less))
            asked.append(("administrator: POST /saga/compensate/{sagaId}", CompensateOrder(ADMIN, "please"), less))
        if state.retries:
            less = state._replace(retries=state.retries - 1)
            asked.append(("administrator: POST /saga/retry/{sagaId}", retry(), less))
        for label, command, before in asked:
            after = self._world.ask(before, "order", command, label)
            if after is not before:  # a request that changes nothing may be left out
                yield Move(label, after, alone=False)

    def _timing(self, state: State) -> Iterator[Move[State]]:
        """The timer of each attempt, which may be late too."""
        order = self._world.state_of(state, "order")
        for attempt in range(1, order.attempt + 1):
            label = f"the deadline of attempt {attempt} passes"
            due = order.status is Status.PENDING and order.attempt == attempt
            yield Move(label, self._world.ask(state, "order", ExpireOrder(attempt), label), alone=due)

    def _arriving(self, state: State) -> Iterator[Move[State]]:
        """Requests reach the provider: whatever was ever asked for."""
        payment: Payment = self._world.state_of(state, "payment")
        for number in bits(state.said):
            event = self._world.events.values[number]
            if what := ASKED.get(event.type):
                attempt = getattr(event, "attempt", 1)
                is_open = _open(payment, attempt) == what
                account = state.accounts[attempt - 1]
                for how, after in _answers(what, account):
                    accounts = (*state.accounts[: attempt - 1], after, *state.accounts[attempt:])
                    label = f"the provider {how} the {what} of attempt {attempt}"
                    yield Move(label, state._replace(accounts=accounts), alone=is_open)

    def _recording(self, state: State) -> Iterator[Move[State]]:
        payment: Payment = self._world.state_of(state, "payment")
        for attempt, account in enumerate(state.accounts, start=1):
            awaited = ANSWERS.get(_open(payment, attempt), set())
            for answer in sorted(account.answers):
                label = f"payment records that attempt {attempt} was {answer}"
                after = self._world.ask(state, "payment", recorded(attempt, answer), label)
                yield Move(label, after, alone=answer in awaited)


def _open(payment: Payment, attempt: int) -> str:
    """What payment waits for the provider to answer about an attempt; empty if nothing."""
    known = payment.attempts.get(attempt)
    return OPEN.get(known.phase, "") if known else ""


def _answers(what: str, account: Account) -> Iterator[tuple[str, Account]]:
    if what == "charge":
        yield from on_charge(account)
    else:
        yield "carries out", on_void(account) if what == "void" else on_refund(account)
