"""Judging an order by what everybody knows of it: each thing that can be wrong, and the sentence that says so."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from common.clock import rfc3339
from gateway_service.auditing.findings import CHECKS
from gateway_service.auditing.judging import Clock, judge
from gateway_service.auditing.pages import END, Known, side_by_side
from gateway_service.auditing.tally import MOST, Tally

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
CLOCK = Clock(NOW, timedelta(seconds=5))
OLD, YOUNG = rfc3339(NOW - timedelta(minutes=10)), rfc3339(NOW - timedelta(seconds=1))
NOTHING, PRICE = Decimal(0), Decimal("21.00")
Story = dict[str, Any]


def told(count: int, last_at: str = OLD) -> Story:
    return {"count": count, "whole": True, "digest": f"of {count}", "lastAt": last_at}


def account(charged: Decimal = NOTHING, refunded: Decimal = NOTHING) -> Story:
    return {"charges": int(charged > 0), "charged": charged, "refunds": int(refunded > 0), "refunded": refunded}


def attempt(number: int = 1, charged: Decimal = PRICE, refunded: Decimal = NOTHING) -> Story:
    of_each = {book: account(charged, refunded) for book in ("events", "ledger", "provider")}
    return {"attempt": number, "asks": None, "job": None, **of_each}


def known(status: str = "CONFIRMED", saga: str = "COMPLETED", *attempts: Story) -> Story:
    """An order with which all is well, as order, payment and tracker tell of it."""
    row = {"status": status, "version": 2, "attempt": 1, "totalAmount": PRICE}
    order = {**row, "orderId": "a", "deadline": OLD, "events": told(2), "row": row}
    payment = {"events": told(2), "unbalanced": 0, "attempts": list(attempts or [attempt()]), "lastAt": OLD}
    logged = {"order": told(2), "payment": told(2)}
    tracker = {"logged": logged, "status": saga, "violations": 0, "unexplained": 0, "steps": 4, "lastAt": OLD}
    return deepcopy({"order": order, "payment": payment, "tracker": tracker})


def put(story: Story, path: str, value: Any) -> Story:
    """The story with one thing changed: `path` is like `payment.attempts.0.ledger`."""
    *way, last = path.split(".")
    place: Any = story
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place[step]
    place[last] = value
    return story


def said(story: Story) -> list[str]:
    return [what for _, what in judge(Known("a", **story), CLOCK).findings]


@pytest.mark.parametrize(
    "story",
    [
        known(),
        known("PAID", "PAID"),
        known("CANCELLED", "COMPENSATED", attempt(refunded=PRICE)),
        known("CANCELLED", "COMPENSATED", attempt(charged=NOTHING)),
        put(known(), "payment.attempts.0.provider", None),  # decided in process
        put(known("CANCELLED", "COMPENSATED"), "payment", None) | {"tracker": None, "order": None},
    ],
)
def test_an_order_on_which_all_agree_is_in_order(story: Story) -> None:
    assert said(story) == []


SPOILED: list[tuple[str, Any, str]] = [
    ("order.events.whole", False, "the events that order has of it have a gap"),
    ("order.row", None, "it has events, and no row in the table of orders"),
    ("order.row.status", "PENDING", "the row in the table of orders has status PENDING, its events CONFIRMED"),
    ("order.row.totalAmount", NOTHING, "the row in the table of orders has totalAmount 0, its events 21.00"),
    ("order.row.version", 3, "the row in the table of orders has version 3, its events 2"),
    ("payment.events.whole", False, "the events that payment has of it have a gap"),
    ("payment.unbalanced", 2, "the lines of 2 events in the ledger are not balanced"),
    ("payment.attempts.0.ledger", account(), "the order is CONFIRMED but the ledger keeps 0.00 of its 21.00"),
    (
        "payment.attempts.0.ledger",
        account(),
        "the ledger has 0.00 charged under attempt 1, the events of payment 21.00",
    ),
    ("payment.attempts.0.attempt", 2, "the order is CONFIRMED but the ledger keeps 21.00 under attempt 2"),
    ("payment.attempts", [], "the order is CONFIRMED but the ledger keeps 0.00 of its 21.00"),
    ("payment", None, "the order is CONFIRMED but the ledger keeps 0.00 of its 21.00"),
    ("payment.attempts.0.events.charges", 2, "charged twice under attempt 1 by the events of payment"),
    ("payment.attempts.0.provider.charges", 3, "charged 3 times under attempt 1 by the provider's record"),
    (
        "payment.attempts.0.provider",
        account(),
        "the provider's record has 0.00 charged under attempt 1, the events of payment 21.00",
    ),
    ("payment.attempts.0.asks", "refund", "payment waits for the refund of attempt 1, and nothing asks for it"),
    (
        "payment.attempts.0.job",
        "refund",
        "payment is about to ask for a refund of attempt 1, which no event calls for",
    ),
    ("tracker", None, "the tracker does not know it"),
    ("tracker.logged.payment.count", 0, "the tracker lacks 2 events of payment"),
    ("tracker.logged.order.count", 3, "the tracker has 1 event of order that order does not have"),
    ("tracker.logged.order.digest", "other", "the tracker has other events of order than order has"),
    ("tracker.steps", 3, "the saga tells 3 steps, the log has 4 events"),
    ("tracker.status", "STARTED", "the saga is STARTED though the order is CONFIRMED"),
    ("tracker.violations", 1, "1 event broke the protocol, the tracker says"),
    ("tracker.unexplained", 2, "2 events cannot be explained, the tracker says"),
    ("order", None, "payment knows it and keeps 21.00 of it, the order service does not"),
    ("order", None, "the tracker tells of it, the order service does not know it"),
]


@pytest.mark.parametrize(("path", "value", "sentence"), SPOILED)
def test_what_is_wrong_is_said_in_a_sentence(path: str, value: Any, sentence: str) -> None:
    assert sentence in said(put(known(), path, value))


def test_money_that_is_kept_of_a_cancelled_order_is_told() -> None:
    assert said(known("CANCELLED", "COMPENSATED")) == [
        "the order is CANCELLED but the ledger keeps 21.00 under attempt 1"
    ]


def test_money_under_a_strange_key_is_told() -> None:
    stray = attempt(0) | {"events": account(), "ledger": account()}
    strange = "the provider's record has 21.00 charged and 0.00 refunded under a key that is no attempt's"
    assert said(known("CONFIRMED", "COMPLETED", attempt(), stray)) == [strange]


def test_lines_of_no_event_are_told() -> None:
    stray = attempt(0) | {"events": account(), "provider": None}
    assert "the ledger has lines that belong to no event" in said(known("CONFIRMED", "COMPLETED", attempt(), stray))


def test_an_order_that_is_pending_beyond_its_deadline_is_told() -> None:
    assert f"the order is PENDING beyond its deadline, {OLD}" in said(known("PENDING", "STARTED"))


def test_a_call_that_is_not_answered_for_long_is_told() -> None:
    waiting = put(put(known(), "payment.attempts.0.asks", "refund"), "payment.attempts.0.job", "refund")
    assert said(waiting) == ["the provider has not answered the refund of attempt 1"]


@pytest.mark.parametrize("path", ["order.events.lastAt", "payment.lastAt", "tracker.lastAt"])
def test_of_an_order_with_young_news_only_what_no_delay_explains_is_told(path: str) -> None:
    young = put(put(known(), path, YOUNG), "tracker.logged.payment.count", 0)
    judgement = judge(Known("a", **put(young, "order.row.status", "PAID")), CLOCK)
    assert judgement.in_flight
    assert [what for _, what in judgement.findings] == [
        "the row in the table of orders has status PAID, its events CONFIRMED"
    ]


def test_an_order_within_its_deadline_is_in_flight() -> None:
    story = put(known("PENDING", "STARTED"), "order.deadline", rfc3339(NOW + timedelta(seconds=9)))
    assert judge(Known("a", **story), CLOCK).in_flight


def test_a_refund_that_was_asked_for_a_moment_ago_is_in_flight() -> None:
    story = put(put(known("CANCELLED"), "payment.attempts.0.asks", "refund"), "payment.attempts.0.job", "refund")
    story = put(story, "payment.lastAt", rfc3339(NOW - timedelta(seconds=30)))
    assert judge(Known("a", **story), CLOCK).in_flight


def page(ids: str, up_to: str = END) -> Story:
    return {"items": [{"orderId": each} for each in ids], "upTo": up_to}


def test_pages_are_laid_side_by_side_as_far_as_all_are_complete() -> None:
    laid = side_by_side(page("abd", "d"), page("bc"), page("abc", "c"))
    assert laid.up_to == "c"
    assert [(k.order_id, bool(k.order), bool(k.payment), bool(k.tracker)) for k in laid.orders] == [
        ("a", True, False, True),
        ("b", True, True, True),
        ("c", False, True, True),
    ]


def test_all_offenders_are_counted_and_a_hundred_are_named() -> None:
    tally = Tally(CLOCK)
    tally.add(Known(str(n), **put(known(), "tracker", None)) for n in range(MOST + 5))
    tally.add([Known("young", **put(known(), "tracker.lastAt", YOUNG))])
    checks = tally.checks()
    assert (tally.checked, tally.in_flight) == (MOST + 6, 1)
    assert [check["name"] for check in checks] == list(CHECKS)
    assert [(check["actual"], len(check["offenders"])) for check in checks if not check["holds"]] == [(MOST + 5, MOST)]
    assert checks[-1]["offenders"][0] == {"orderId": "0", "what": "the tracker does not know it"}
