"""Whether an order is as it should be, by everybody's account; each sentence of the answer is something that is not."""

from collections import Counter

from quadrille.client import ApiError, Client, Json
from quadrille.shop import ENDED, Shop

from crash.stage import Stage
from crash.walks import People

LONGEST_LOCK_MS = 30_000  # ORDER_LOCK_SECONDS


async def findings(stage: Stage, people: People, order: Json) -> list[str]:
    """What is wrong by now; it may be that it is only not over yet."""
    try:
        return await of_order(stage, people.shop, order) or await of_system(stage, people.admin)
    except ApiError as error:
        return [f"no answer: {error}"]


async def of_order(stage: Stage, shop: Shop, order: Json) -> list[str]:
    """What is wrong with an order that `shop` may see; raises `ApiError`."""
    now = await shop.order(order)
    if now["status"] not in ENDED:
        return [f"the order is {now['status']}"]
    told = await shop.client.call("GET", f"/saga/status/{order['correlationId']}")
    return [*_told(stage, now, told), *await _money(stage, now), *stage.streams.misplaced(order["id"])]


async def of_system(stage: Stage, admin: Client) -> list[str]:
    """What is wrong with the invariants and the locks; raises `ApiError`."""
    invariants = await admin.call("GET", "/invariants")
    return [
        *(f"not so: {name}" for name in broken(invariants) - stage.broken),
        *[f"{key} is locked for {left} ms" for key, left in (await stage.lock_times()).items() if _too_long(left)],
    ]


def broken(invariants: Json) -> set[str]:
    """The names of the invariants that do not hold."""
    return {check["name"] for check in invariants["checks"] if not check["holds"]}


def _told(stage: Stage, order: Json, saga: Json) -> list[str]:
    expected = "COMPLETED" if order["status"] == "CONFIRMED" else "COMPENSATED"
    found = [f"the tracker sees: {violation['why']}" for violation in saga["violations"]]
    if saga["status"] != expected:
        found.append(f"the saga is {saga['status']} though the order is {order['status']}")
    told = Counter(step["eventId"] for step in saga["steps"])
    if told != Counter(stage.streams.ids(order["id"])):
        found.append("the tracker does not know the events that the topics have")
    return found


async def _money(stage: Stage, order: Json) -> list[str]:
    charges = await stage.recorded("charges", order["id"])
    refunds = await stage.recorded("refunds", order["id"])
    found = []
    if len({charge["idempotencyKey"] for charge in charges}) < len(charges):
        found.append("an attempt was charged twice")
    if len({refund["chargeId"] for refund in refunds}) < len(refunds):
        found.append("a charge was refunded twice")
    kept, due = len(charges) - len(refunds), 1 if order["status"] == "CONFIRMED" else 0
    if kept != due:
        found.append(f"the provider keeps {kept} payments of an order that is {order['status']}")
    return found


def _too_long(left_ms: int) -> bool:
    return not 0 <= left_ms <= LONGEST_LOCK_MS
