"""What must hold over all services: pure arithmetic on what order and payment report of themselves."""

from collections.abc import Mapping
from typing import Any

Report = Mapping[str, Any]


def check(totals: Report, ledger: Report) -> dict[str, Any]:
    """`{holds, checks: [{name, holds, expected, actual, offenders}], ledger}`; money as exact decimals.

    `totals` is the order service's {confirmedTotal, paidTotal, unsettled: [order ids]}, `ledger` the payment service's
    {charged, refunded, kept, balanced}. Paid orders wait to be confirmed by hand. While orders are in flight money may
    be kept that no order has confirmed yet.
    """
    booked = ledger["charged"] - ledger["refunded"]
    expected = totals["confirmedTotal"] + totals["paidTotal"]
    unsettled = totals["unsettled"]
    checks = [
        _equal("money kept equals the total of confirmed and paid orders", expected, ledger["kept"]),
        _equal("the ledger balances", booked, ledger["kept"], besides=ledger["balanced"]),
        _equal("no order is unsettled beyond its deadline", 0, len(unsettled), offenders=unsettled),
    ]
    return {"holds": all(one["holds"] for one in checks), "checks": checks, "ledger": dict(ledger)}


def _equal(
    name: str, expected: object, actual: object, *, besides: bool = True, offenders: object = ()
) -> dict[str, Any]:
    holds = expected == actual and besides
    return {"name": name, "holds": holds, "expected": expected, "actual": actual, "offenders": offenders}
