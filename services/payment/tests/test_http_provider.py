"""The provider over HTTP, against the real sandbox: each of its payment methods, and what is lost on the way."""

from collections.abc import Awaitable, Callable
from uuid import uuid4

import pytest
from common.errors import Transient
from payment_service.commands import Approved, Declined
from payment_service.providers import Sum, Voided, key_of
from payment_service.providers.http import HttpProvider
from payment_service.testing import AMOUNT

Kept = Callable[[], Awaitable[tuple[int, str]]]


def sum_by(method: str) -> Sum:
    order_id = uuid4()
    return Sum(key_of(order_id, 1), order_id, AMOUNT, "KRW", method)


async def charge(provider: HttpProvider, what: Sum) -> str:
    verdict = await provider.charge(what)
    assert isinstance(verdict, Approved), verdict
    return verdict.charge_id


@pytest.mark.parametrize("method", ["card_ok", "card_slow", "card_flaky", "card_refund_flaky"])
async def test_a_charge_asked_for_again_is_the_same_charge(provider: HttpProvider, kept: Kept, method: str) -> None:
    what = sum_by(method)
    assert await charge(provider, what) == await charge(provider, what)
    assert await kept() == (1, "12.50")


@pytest.mark.parametrize("method", ["card_declined", "card_insufficient_funds"])
async def test_a_decline_says_why_and_charges_nothing(provider: HttpProvider, kept: Kept, method: str) -> None:
    what = sum_by(method)
    assert await provider.charge(what) == await provider.charge(what) == Declined(method)
    assert await kept() == (0, "0.00")


async def test_a_lost_answer_is_given_when_asked_for_again(provider: HttpProvider, kept: Kept) -> None:
    what = sum_by("card_timeout")
    with pytest.raises(Transient, match="TimeoutError"):
        await provider.charge(what)
    await charge(provider, what)
    assert await kept() == (1, "12.50")


async def test_a_provider_that_never_answers_can_be_told_to_keep_nothing(provider: HttpProvider, kept: Kept) -> None:
    what = sum_by("provider_down")
    with pytest.raises(Transient, match="TimeoutError"):
        await provider.charge(what)
    assert await provider.void(what) == Voided(None, None)
    assert await provider.charge(what) is None
    assert await kept() == (0, "0.00")


@pytest.mark.parametrize("method", ["card_ok", "card_refund_flaky"])
async def test_a_refund_asked_for_again_is_the_same_refund(provider: HttpProvider, kept: Kept, method: str) -> None:
    what = sum_by(method)
    charge_id = await charge(provider, what)
    assert await provider.refund(what, charge_id) == await provider.refund(what, charge_id)
    assert await kept() == (1, "0.00")


@pytest.mark.parametrize("method", ["card_ok", "card_refund_flaky"])
async def test_a_void_names_the_charge_it_found_and_its_refund(provider: HttpProvider, kept: Kept, method: str) -> None:
    what = sum_by(method)
    charge_id = await charge(provider, what)
    voided = await provider.void(what)
    assert voided.charge_id == charge_id
    assert voided.refund_id is not None
    assert await provider.void(what) == voided
    assert await kept() == (1, "0.00")


async def test_a_key_that_was_voided_is_never_charged_again(provider: HttpProvider, kept: Kept) -> None:
    what = sum_by("card_ok")
    await charge(provider, what)
    await provider.void(what)
    assert await provider.charge(what) is None
    assert await kept() == (1, "0.00")


async def test_a_refund_of_what_a_void_returned_names_the_refund_of_the_void(
    provider: HttpProvider, kept: Kept
) -> None:
    what = sum_by("card_ok")
    charge_id = await charge(provider, what)
    voided = await provider.void(what)
    assert await provider.refund(what, charge_id) == voided.refund_id
    assert await kept() == (1, "0.00")


async def test_a_provider_that_is_away_is_a_transient_fault() -> None:
    nobody = HttpProvider("http://127.0.0.1:1", timeout=0.5, threshold=3, circuit_seconds=0.2)
    with pytest.raises(Transient, match="no answer from the provider"):
        await nobody.charge(sum_by("card_ok"))
    await nobody.close()
