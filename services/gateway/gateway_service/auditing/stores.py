"""Whether a service's tables agree with its own events: read at one moment, so this can be told of any order; pure."""

from gateway_service.auditing.findings import LEDGER, ROWS, STREAMS, Finding, Findings, money, some
from gateway_service.auditing.pages import Facts, Known

STRAY = 0  # the attempt of money that belongs to no attempt


def own_stores(known: Known) -> Findings:
    """What is wrong within the order service, and within payment."""
    if known.order is not None:
        yield from _whole("order", known.order["events"])
        yield from _row(known.order)
    if known.payment is not None:
        yield from _whole("payment", known.payment["events"])
        yield from _ledger(known.payment)


def _whole(name: str, events: Facts) -> Findings:
    if not events["whole"]:
        yield Finding(STREAMS, f"the events that {name} has of it have a gap")


def _row(order: Facts) -> Findings:
    row, events = order["row"], order["events"]
    if row is None:
        yield Finding(ROWS, "it has events, and no row in the table of orders")
    elif not events["count"]:
        yield Finding(ROWS, "it has a row in the table of orders, and no event")
    else:
        told = {**order, "version": events["count"]}
        for name in ("status", "version", "attempt", "totalAmount"):
            if row[name] != told[name]:
                yield Finding(ROWS, f"the row in the table of orders has {name} {row[name]}, its events {told[name]}")


def _ledger(payment: Facts) -> Findings:
    if payment["unbalanced"]:
        yield Finding(LEDGER, f"the lines of {some(payment['unbalanced'], 'event')} in the ledger are not balanced")
    for attempt in payment["attempts"]:
        number, events, ledger = attempt["attempt"], attempt["events"], attempt["ledger"]
        if number == STRAY and ledger["charges"] + ledger["refunds"]:
            yield Finding(LEDGER, "the ledger has lines that belong to no event")
            continue
        for kind in ("charged", "refunded"):
            if ledger[kind] != events[kind]:
                what = f"{money(ledger[kind])} {kind} under attempt {number}"
                yield Finding(LEDGER, f"the ledger has {what}, the events of payment {money(events[kind])}")
