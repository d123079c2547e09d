"""Which entries of the record a list shows, and in which order."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from payment_sandbox.problems import Problem

MOST = 1000
ALL = 2**31
LAST = "\U0010ffff"


@dataclass(frozen=True)
class Selection:
    """The end of a query: what comes after `FROM charge`, without its limit."""

    where: str
    parameters: Mapping[str, Any]
    limit: int


def selection(query: Mapping[str, str]) -> Selection:
    """All of `orderId`, newest first; or those in the range of order ids, by order id; or the newest of all.

    Raises Problem 400 INVALID_REQUEST for a limit that is none.
    """
    limit = _limit(query.get("limit", str(MOST)))
    if "orderId" in query:
        where = "WHERE order_id = :order_id ORDER BY number DESC"
        return Selection(where, {"order_id": query["orderId"], "limit": ALL}, ALL)
    if "orderIdAfter" in query or "orderIdUpTo" in query:
        where = "WHERE order_id > :after AND order_id <= :up_to ORDER BY order_id, number"
        ends = {"after": query.get("orderIdAfter", ""), "up_to": query.get("orderIdUpTo", LAST)}
        return Selection(where, {**ends, "limit": limit}, limit)
    return Selection("ORDER BY number DESC", {"limit": limit}, limit)


def _limit(text: str) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= MOST:
        return int(text[:9])
    raise Problem(400, "INVALID_REQUEST", f"limit: must be a number from 1 to {MOST}")
