"""One order, judged by everything that anybody knows of it; pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from common.clock import rfc3339

from gateway_service.auditing.findings import KNOWN, SETTLED, Finding, Findings, money
from gateway_service.auditing.pages import Facts, Known
from gateway_service.auditing.payments import kept, open_calls, provider
from gateway_service.auditing.stores import own_stores
from gateway_service.auditing.watching import watched

CALL_SECONDS = 60.0  # that long a call of the provider may go unanswered


@dataclass(frozen=True, slots=True)
class Clock:
    """The moment of judging, and how old the newest news of an order must be for everybody to have heard them."""

    now: datetime
    grace: timedelta

    def ago(self, seconds: float) -> str:
        """A moment as the services write it: as text it sorts as time does."""
        return rfc3339(self.now - timedelta(seconds=seconds))


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is wrong. Of an order `in_flight` only that is told which no delay explains."""

    in_flight: bool
    findings: list[Finding] = field(default_factory=list)


def judge(known: Known, clock: Clock) -> Judgement:
    """Everything that is wrong with an order."""
    found = list(own_stores(known))
    if in_flight(known, clock):
        return Judgement(True, found)
    return Judgement(False, [*found, *_between_services(known)])


def in_flight(known: Known, clock: Clock) -> bool:
    """Whether there may be more to come: too new, within its deadline, or the provider has been asked just now."""
    grace = clock.grace.total_seconds()
    order, payment = known.order, known.payment
    if max(_times(known), default="") > clock.ago(grace):
        return True
    if order and order["status"] == "PENDING" and (order["deadline"] or "") > clock.ago(grace):
        return True
    asked = payment is not None and any(attempt["asks"] and attempt["job"] for attempt in payment["attempts"])
    return asked and payment is not None and (payment["lastAt"] or "") > clock.ago(max(grace, CALL_SECONDS))


def _times(known: Known) -> Iterator[str]:
    found = (
        known.order and known.order["events"]["lastAt"],
        known.payment and known.payment["lastAt"],
        known.tracker and known.tracker["lastAt"],
    )
    return (time for time in found if time)


def _between_services(known: Known) -> Findings:
    order, payment = known.order, known.payment
    if order is None:
        yield from _unknown(known)
    elif order["status"] == "PENDING":
        yield Finding(SETTLED, f"the order is PENDING beyond its deadline, {order['deadline']}")
    elif order["status"] is not None and order["totalAmount"] is not None:
        yield from kept(order, payment)
    if payment is not None:
        yield from provider(payment)
        yield from open_calls(payment)
    if order is not None:
        yield from watched(known)


def _unknown(known: Known) -> Findings:
    if known.payment is not None:
        yield Finding(KNOWN, f"payment knows it{_with_money(known.payment)}, the order service does not")
    if known.tracker is not None:
        yield Finding(KNOWN, "the tracker tells of it, the order service does not know it")


def _with_money(payment: Facts) -> str:
    books = [attempt[book] for attempt in payment["attempts"] for book in ("ledger", "provider") if attempt[book]]
    most = max((book["charged"] - book["refunded"] for book in books), default=Decimal(0))
    return f" and keeps {money(most)} of it" if most else ""
