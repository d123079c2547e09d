"""The invariants: exact arithmetic on what order and payment report, and 503 when one of them cannot be asked."""

from decimal import Decimal
from typing import Any

import pytest
from aiohttp import web
from gateway_service.invariants import check_sums
from gateway_service.testing import Issuer, StartGateway, Upstream, nobody
from hypothesis import given
from hypothesis import strategies as st

TOTALS = '{"confirmedTotal": 9007199254740000.07, "paidTotal": 993, "movingTotal": 0, "orders": 3, "unsettled": %s}'
LEDGER = '{"charged": 9007199254741000.07, "refunded": 7, "kept": %s, "balanced": true, "currency": "KRW"}'
TROUBLES = '{"violating": {"count": %d, "sagas": %s}, "stuck": {"count": 0, "sagas": []}}'
QUIET = TROUBLES % (0, "[]")
NOBODY = '{"items": [], "upTo": "ffffffff-ffff-ffff-ffff-ffffffffffff"}'
money = st.decimals(min_value=0, max_value=10**12, places=2)


def kept_wrongly(report: dict[str, Any]) -> list[str]:
    return [one["name"] for one in report["checks"] if not one["holds"]]


async def ask(
    start_gateway: StartGateway, issuer: Issuer, totals: str, ledger: str, troubles: str = QUIET
) -> tuple[int, dict[str, Any], str]:
    reports = {"/totals": totals, "/ledger": ledger, "/troubles": troubles, "/audit": NOBODY}

    async def answer(request: web.Request) -> web.Response:
        return web.Response(text=reports[request.path], content_type="application/json")

    async with Upstream(answer) as services:
        gateway = await start_gateway(order_urls=services.url, payment_urls=services.url, tracker_urls=services.url)
        got = await gateway.get("/invariants", headers=issuer.bearer(role="admin"))
        return got.status, await got.json(), await got.text()


async def test_they_hold_when_the_books_agree_to_the_last_digit(start_gateway: StartGateway, issuer: Issuer) -> None:
    status, report, text = await ask(start_gateway, issuer, TOTALS % "[]", LEDGER % "9007199254740993.07")
    assert (status, report["holds"], kept_wrongly(report)) == (200, True, [])
    assert '"expected":9007199254740993.07,"actual":9007199254740993.07' in text
    assert '"kept":9007199254740993.07' in text


async def test_a_difference_of_a_hundredth_is_seen(start_gateway: StartGateway, issuer: Issuer) -> None:
    _, report, _ = await ask(start_gateway, issuer, TOTALS % "[]", LEDGER % "9007199254740993.08")
    assert not report["holds"]
    assert kept_wrongly(report) == ["money kept equals the total of confirmed and paid orders", "the ledger balances"]


async def test_orders_that_are_overdue_are_named(start_gateway: StartGateway, issuer: Issuer) -> None:
    _, report, _ = await ask(start_gateway, issuer, TOTALS % '["a", "b"]', LEDGER % "9007199254740993.07")
    overdue = report["checks"][2]
    assert (overdue["holds"], overdue["expected"], overdue["actual"]) == (False, 0, 2)
    assert overdue["offenders"] == [{"orderId": order, "what": "is unsettled"} for order in ("a", "b")]


async def test_sagas_in_trouble_are_named(start_gateway: StartGateway, issuer: Issuer) -> None:
    troubled = TROUBLES % (101, '["a"]')
    _, report, _ = await ask(start_gateway, issuer, TOTALS % "[]", LEDGER % "9007199254740993.07", troubled)
    assert kept_wrongly(report) == ["no saga broke the protocol"]
    assert (report["checks"][3]["actual"], report["checks"][3]["offenders"]) == (
        101,
        [{"orderId": "a", "what": "broke the protocol"}],
    )


@pytest.mark.parametrize("missing", ["order_urls", "payment_urls", "tracker_urls"])
async def test_they_cannot_be_told_while_a_service_is_away(
    missing: str, start_gateway: StartGateway, issuer: Issuer
) -> None:
    gateway = await start_gateway(**{missing: nobody()})
    got = await gateway.get("/invariants", headers=issuer.bearer(role="admin"))
    assert (got.status, (await got.json())["code"]) == (503, "SERVICE_UNAVAILABLE")


@given(confirmed=money, paid=money, refunded=money, lost=money, balanced=st.booleans())
def test_money_that_is_lost_or_found_anywhere_breaks_one(
    confirmed: Decimal, paid: Decimal, refunded: Decimal, lost: Decimal, *, balanced: bool
) -> None:
    totals = {"confirmedTotal": confirmed, "paidTotal": paid, "movingTotal": 0, "unsettled": []}
    taken = confirmed + paid
    ledger = {"charged": taken + refunded, "refunded": refunded, "kept": taken - lost, "balanced": balanced}
    quiet = {"count": 0, "sagas": []}
    checks = check_sums(totals, ledger, {"violating": quiet, "stuck": quiet})
    assert all(check["holds"] for check in checks) == (lost == 0 and balanced)
