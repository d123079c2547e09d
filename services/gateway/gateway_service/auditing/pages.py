"""Three services' pages laid side by side, order by order, as far as all three are complete; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Facts = Mapping[str, Any]

END = "ffffffff-ffff-ffff-ffff-ffffffffffff"


@dataclass(frozen=True, slots=True)
class Known:
    """What each service tells of one order; None is nothing at all."""

    order_id: str
    order: Facts | None
    payment: Facts | None
    tracker: Facts | None


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that anybody knows up to and with the order id `up_to`."""

    orders: Sequence[Known]
    up_to: str


def side_by_side(order: Facts, payment: Facts, tracker: Facts) -> Page:
    """Each is `{items: [{orderId, …}], upTo}`. Ids are compared as text, which sorts as they do."""
    up_to = min(page["upTo"] for page in (order, payment, tracker))
    orders, payments, sagas = ({item["orderId"]: item for item in page["items"]} for page in (order, payment, tracker))
    ids = sorted(order_id for order_id in {*orders, *payments, *sagas} if order_id <= up_to)
    return Page([Known(each, orders.get(each), payments.get(each), sagas.get(each)) for each in ids], up_to)
