"""What must hold over all services: pure arithmetic on the sums that the services report of themselves."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

Report = Mapping[str, Any]


def check_sums(totals: Report, ledger: Report, troubles: Report) -> list[dict[str, Any]]:
    """`[{name, holds, expected, actual, offenders: [{orderId, what}]}]`; money as exact decimals.

    `totals` is the order service's {confirmedTotal, paidTotal, movingTotal, unsettled: [order ids]}, `ledger` the
    payment service's {charged, refunded, kept, balanced}, `troubles` the tracker's {violating, stuck}, each {count,
    sagas}. Paid orders wait to be confirmed by hand. What is kept may differ by what moves just now, and by no more.
    """
    booked = ledger["charged"] - ledger["refunded"]
    expected, moving = totals["confirmedTotal"] + totals["paidTotal"], totals["movingTotal"]
    violating, stuck, unsettled = troubles["violating"], troubles["stuck"], totals["unsettled"]
    return [
        _equal("money kept equals the total of confirmed and paid orders", expected, ledger["kept"], within=moving),
        _equal("the ledger balances", booked, ledger["kept"], besides=ledger["balanced"]),
        _none("no order is unsettled beyond its deadline", len(unsettled), unsettled, "is unsettled"),
        _none("no saga broke the protocol", violating["count"], violating["sagas"], "broke the protocol"),
        _none("no saga is stuck", stuck["count"], stuck["sagas"], "is stuck"),
    ]


def _none(name: str, count: object, order_ids: Iterable[str], what: str) -> dict[str, Any]:
    offenders = [{"orderId": order_id, "what": what} for order_id in order_ids]
    return {"name": name, "holds": count == 0, "expected": 0, "actual": count, "offenders": offenders}


def _equal(
    name: str, expected: Decimal, actual: Decimal, *, within: Decimal = Decimal(0), besides: bool = True
) -> dict[str, Any]:
    holds = abs(expected - actual) <= within and besides
    return {"name": name, "holds": holds, "expected": expected, "actual": actual, "offenders": []}
