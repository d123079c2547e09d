"""The money of an order by three accounts, attempt by attempt: our events, our ledger, the provider's record; pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from common.audit import digest

from payment_service.jobs import Action
from payment_service.providers import attempt_of
from payment_service.providers.books import Entry, Kind
from payment_service.shapes import Account, AuditedAttempt, AuditedPayment

STRAY = 0  # the attempt of what belongs to none

_MOVES: dict[str, Kind] = {"payment.completed": "charge", "payment.refunded": "refund"}
_ASKS: dict[str, Action] = {
    "payment.requested": "charge",
    "payment.void_requested": "void",
    "payment.refund_requested": "refund",
}


@dataclass(frozen=True, slots=True)
class Said:
    """An event of an order."""

    id: UUID
    version: int
    type: str
    attempt: int
    amount: Decimal
    time: datetime


@dataclass(frozen=True, slots=True)
class Booked:
    """The ledger's lines of one event: cash that came in and went out, and what they all add up to."""

    cash_in: Decimal
    cash_out: Decimal
    difference: Decimal
    time: datetime


@dataclass(slots=True)
class Order:
    """What is known of an order, collected piece by piece."""

    id: UUID
    said: list[Said] = field(default_factory=list)
    booked: list[tuple[int, Booked]] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    jobs: dict[int, Action] = field(default_factory=dict)


def facts(order: Order, *, has_record: bool) -> AuditedPayment:
    """The order's attempts; `has_record`: the provider keeps a record, and was asked."""
    said = sorted(order.said, key=lambda event: event.version)
    numbers = {event.attempt for event in said} | {attempt for attempt, _ in order.booked} | set(order.jobs)
    numbers |= {attempt_of(entry.key, order.id) for entry in order.entries}
    times = [event.time for event in said]
    booked, known = (line.time for _, line in order.booked), (entry.time for entry in order.entries)
    return {
        "orderId": order.id,
        "events": {
            "count": len(said),
            "whole": [event.version for event in said] == list(range(1, len(said) + 1)),
            "digest": digest(event.id for event in said),
            "lastAt": max(times, default=None),
        },
        "unbalanced": sum(line.difference != 0 for _, line in order.booked),
        "attempts": [_attempt(order, said, number, has_record=has_record) for number in sorted(numbers)],
        "lastAt": max([*times, *booked, *known], default=None),
    }


def _attempt(order: Order, said: list[Said], number: int, *, has_record: bool) -> AuditedAttempt:
    ours = [event for event in said if event.attempt == number]
    lines = [line for attempt, line in order.booked if attempt == number]
    entries = [entry for entry in order.entries if attempt_of(entry.key, order.id) == number]
    asked = bool(entries) or any(event.type == "payment.requested" for event in ours)
    return {
        "attempt": number,
        "asks": _ASKS.get(ours[-1].type) if ours else None,
        "job": order.jobs.get(number),
        "events": _account((_MOVES[event.type], event.amount) for event in ours if event.type in _MOVES),
        "ledger": _account(move for line in lines for move in _cash(line)),
        "provider": _account((entry.kind, entry.amount) for entry in entries) if has_record and asked else None,
    }


def _cash(line: Booked) -> Iterable[tuple[Literal["charge", "refund"], Decimal]]:
    yield "charge", line.cash_in
    yield "refund", line.cash_out


def _account(moves: Iterable[tuple[Kind, Decimal]]) -> Account:
    account: Account = {"charges": 0, "charged": Decimal(0), "refunds": 0, "refunded": Decimal(0)}
    for kind, amount in moves:
        if kind == "charge":
            account["charges"], account["charged"] = account["charges"] + (amount != 0), account["charged"] + amount
        else:
            account["refunds"], account["refunded"] = account["refunds"] + (amount != 0), account["refunded"] + amount
    return account
