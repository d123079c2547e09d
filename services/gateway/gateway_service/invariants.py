"""What must hold over all services: pure arithmetic on what the services report of themselves."""

from collections.abc import Mapping
from typing import Any

Report = Mapping[str, Any]


def check(totals: Report, ledger: Report, troubles: Report) -> dict[str, Any]:
    """`{holds, checks: [{name, holds, expected, actual, offenders}], ledger}`; money as exact decimals.

    `totals` is the order service's {confirmedTotal, paidTotal, unsettled: [order ids]}, `ledger` the payment service's
    {charged, refunded, kept, balanced}, `troubles` the tracker's {violating, stuck}, each {count, sagas}. Paid orders
    wait to be confirmed by hand. While orders are in flight money may be kept that no order has confirmed yet.
    """
    booked = ledger["charged"] - ledger["refunded"]
    expected = totals["confirmedTotal"] + totals["paidTotal"]
    checks = [
        _equal("money kept equals the total of confirmed and paid orders", expected, ledger["kept"]),
        _equal("the ledger balances", booked, ledger["kept"], besides=ledger["balanced"]),
        _none("no order is unsettled beyond its deadline", len(totals["unsettled"]), totals["unsettled"]),
        _none("no saga broke the protocol", troubles["violating"]["count"], troubles["violating"]["sagas"]),
        _none("no saga is stuck", troubles["stuck"]["count"], troubles["stuck"]["sagas"]),
    ]
    return {"holds": all(one["holds"] for one in checks), "checks": checks, "ledger": dict(ledger)}


def _none(name: str, count: object, offenders: object) -> dict[str, Any]:
    return {**_equal(name, 0, count), "offenders": offenders}


def _equal(name: str, expected: object, actual: object, *, besides: bool = True) -> dict[str, Any]:
    holds = expected == actual and besides
    return {"name": name, "holds": holds, "expected": expected, "actual": actual, "offenders": []}
