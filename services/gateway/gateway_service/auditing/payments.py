"""Whether the money of an order is where its status says, by the ledger and by the provider's own record; pure."""

from collections.abc import Iterator
from decimal import Decimal

from gateway_service.auditing.findings import MONEY, PROVIDER, SETTLED, Finding, Findings, money, times
from gateway_service.auditing.pages import Facts
from gateway_service.auditing.stores import STRAY

STANDS = ("CONFIRMED", "PAID")


def provider(payment: Facts) -> Findings:
    """What the provider has recorded otherwise than our events tell."""
    for attempt in payment["attempts"]:
        number, recorded, events = attempt["attempt"], attempt["provider"], attempt["events"]
        if recorded is None:
            continue
        if number == STRAY:
            what = f"{money(recorded['charged'])} charged and {money(recorded['refunded'])} refunded"
            yield Finding(PROVIDER, f"the provider's record has {what} under a key that is no attempt's")
            continue
        for kind, did in (("charges", "charged"), ("refunds", "refunded")):
            if recorded[kind] > max(events[kind], 1):
                how_often = times(int(recorded[kind]))
                yield Finding(PROVIDER, f"{did} {how_often} under attempt {number} by the provider's record")
            elif recorded[did] != events[did]:
                what = f"{money(recorded[did])} {did} under attempt {number}"
                yield Finding(PROVIDER, f"the provider's record has {what}, the events of payment {money(events[did])}")


def kept(order: Facts, payment: Facts | None) -> Findings:
    """What of the order's money the ledger keeps, of each attempt, that it should not, or does not and should."""
    status, due = order["status"], order["attempt"] if order["status"] in STANDS else None
    of_attempts = dict(_kept(payment))
    for number in sorted({*of_attempts, *([due] if due else [])}):
        is_kept, total = of_attempts.get(number, Decimal(0)), order["totalAmount"]
        if number == due and is_kept != total:
            yield Finding(MONEY, f"the order is {status} but the ledger keeps {money(is_kept)} of its {money(total)}")
        if number != due and is_kept:
            yield Finding(MONEY, f"the order is {status} but the ledger keeps {money(is_kept)} under attempt {number}")
    yield from _charged_again(payment)


def open_calls(payment: Facts) -> Findings:
    """What the provider should have been asked by now, or should not be about to be asked."""
    for attempt in payment["attempts"]:
        number, asks, job = attempt["attempt"], attempt["asks"], attempt["job"]
        if asks and asks == job:
            yield Finding(SETTLED, f"the provider has not answered the {job} of attempt {number}")
        elif asks:
            yield Finding(SETTLED, f"payment waits for the {asks} of attempt {number}, and nothing asks for it")
        elif job:
            yield Finding(SETTLED, f"payment is about to ask for a {job} of attempt {number}, which no event calls for")


def _kept(payment: Facts | None) -> Iterator[tuple[int, Decimal]]:
    for attempt in payment["attempts"] if payment else ():
        yield attempt["attempt"], attempt["ledger"]["charged"] - attempt["ledger"]["refunded"]


def _charged_again(payment: Facts | None) -> Findings:
    for attempt in payment["attempts"] if payment else ():
        if attempt["attempt"] != STRAY and attempt["events"]["charges"] > 1:
            how_often = times(int(attempt["events"]["charges"]))
            yield Finding(MONEY, f"charged {how_often} under attempt {attempt['attempt']} by the events of payment")
