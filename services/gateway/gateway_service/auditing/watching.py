"""Whether the tracker has every event of an order, no other, and tells how it ended; pure."""

from gateway_service.auditing.findings import TRACKER, Finding, Findings, some
from gateway_service.auditing.pages import Facts, Known

NO_EVENTS = {"count": 0, "digest": ""}
ENDS = {"CONFIRMED": "COMPLETED", "PAID": "PAID", "CANCELLED": "COMPENSATED"}


def watched(known: Known) -> Findings:
    """What the tracker lacks, has too much, or tells otherwise."""
    saga, order = known.tracker, known.order
    if saga is None:
        yield Finding(TRACKER, "the tracker does not know it")
        return
    for source, facts in (("order", order), ("payment", known.payment)):
        yield from _logged(source, saga["logged"][source], facts["events"] if facts else NO_EVENTS)
    yield from _told(saga)
    if order and order["status"] in ENDS and saga["status"] != ENDS[order["status"]]:
        yield Finding(TRACKER, f"the saga is {saga['status']} though the order is {order['status']}")


def _logged(source: str, logged: Facts, said: Facts) -> Findings:
    if logged["count"] < said["count"]:
        yield Finding(TRACKER, f"the tracker lacks {some(said['count'] - logged['count'], 'event')} of {source}")
    elif logged["count"] > said["count"]:
        more = some(logged["count"] - said["count"], "event")
        yield Finding(TRACKER, f"the tracker has {more} of {source} that {source} does not have")
    elif logged["digest"] != said["digest"]:
        yield Finding(TRACKER, f"the tracker has other events of {source} than {source} has")


def _told(saga: Facts) -> Findings:
    logged = sum(part["count"] for part in saga["logged"].values())
    if saga["steps"] != logged:
        yield Finding(TRACKER, f"the saga tells {some(saga['steps'], 'step')}, the log has {some(logged, 'event')}")
    for name, means in (("violations", "broke the protocol"), ("unexplained", "cannot be explained")):
        if saga[name]:
            yield Finding(TRACKER, f"{some(saga[name], 'event')} {means}, the tracker says")
