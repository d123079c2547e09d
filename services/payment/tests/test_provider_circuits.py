"""The circuit breaker: a method that fails is left alone for a while, and only that method."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from uuid import uuid4

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from common.errors import Transient
from payment_sandbox.testing import Sandbox
from payment_service.commands import Approved
from payment_service.providers import Sum, key_of
from payment_service.providers.http import HttpProvider, ProviderRefused
from payment_service.testing import AMOUNT

Connect = Callable[[float], HttpProvider]


@pytest.fixture
async def connect(sandbox: Sandbox) -> AsyncIterator[Callable[[float], HttpProvider]]:
    """Clients whose circuits open after three failures in a row, for so many seconds."""
    async with AsyncExitStack() as clients:

        def client(circuit_seconds: float) -> HttpProvider:
            provider = HttpProvider(sandbox.url, timeout=1.5, threshold=3, circuit_seconds=circuit_seconds)
            clients.push_async_callback(provider.close)
            return provider

        yield client


def sum_by(method: str) -> Sum:
    order_id = uuid4()
    return Sum(key_of(order_id, 1), order_id, AMOUNT, "KRW", method)


async def lose_answers(provider: HttpProvider, count: int) -> list[Sum]:
    """Charges that were made, but whose answers were lost: failures in a row."""
    sums = [sum_by("card_timeout") for _ in range(count)]
    answers = await asyncio.gather(*map(provider.charge, sums), return_exceptions=True)
    assert [str(answer) for answer in answers] == ["no answer from the provider: TimeoutError()"] * count
    return sums


async def test_a_method_that_keeps_failing_is_not_asked_any_more(connect: Connect, sandbox: Sandbox) -> None:
    provider = connect(600)
    await lose_answers(provider, 3)
    with pytest.raises(Transient, match="circuit is open"):
        await provider.charge(sum_by("card_timeout"))
    assert (await sandbox.get("/v1/summary")).body["charges"] == 3


async def test_other_methods_are_charged_while_one_is_left_alone(connect: Connect) -> None:
    provider = connect(600)
    await lose_answers(provider, 3)
    assert isinstance(await provider.charge(sum_by("card_ok")), Approved)


async def test_an_open_circuit_closes_when_the_provider_answers_again(connect: Connect, sandbox: Sandbox) -> None:
    provider = connect(0.1)
    first, second, _ = await lose_answers(provider, 3)
    await asyncio.sleep(0.2)
    assert isinstance(await provider.charge(first), Approved)
    await lose_answers(provider, 2)
    assert isinstance(await provider.charge(second), Approved)
    assert (await sandbox.get("/v1/summary")).body["charges"] == 5


async def test_a_circuit_opens_anew_at_once_when_the_provider_still_fails(connect: Connect) -> None:
    provider = connect(3)
    await lose_answers(provider, 3)
    await asyncio.sleep(3.1)
    await lose_answers(provider, 1)
    with pytest.raises(Transient, match="circuit is open"):
        await provider.charge(sum_by("card_timeout"))


async def test_voids_of_a_method_that_fails_do_not_stop_those_of_another(connect: Connect) -> None:
    provider = connect(600)
    flaky, fine = [sum_by("card_refund_flaky") for _ in range(3)], sum_by("card_ok")
    await asyncio.gather(*map(provider.charge, [*flaky, fine]))
    with pytest.raises(Transient, match="circuit is open"):
        await asyncio.gather(*map(provider.void, flaky))
    assert (await provider.void(fine)).refund_id is not None


async def test_an_error_page_of_a_proxy_in_between_is_a_transient_fault() -> None:
    async def bad_gateway(_: web.Request) -> web.Response:
        return web.Response(status=502, text="<h1>Bad Gateway</h1>", content_type="text/html")

    app = web.Application()
    app.router.add_post("/v1/charges", bad_gateway)
    async with TestServer(app) as proxy:
        provider = HttpProvider(str(proxy.make_url("")), timeout=5, threshold=9, circuit_seconds=0.2)
        with pytest.raises(Transient, match="502"):
            await provider.charge(sum_by("card_ok"))
        await provider.close()


async def test_a_request_that_the_provider_calls_wrong_is_a_defect_here(provider: HttpProvider) -> None:
    wrong = replace(sum_by("card_ok"), currency="won")
    with pytest.raises(ProviderRefused, match="currency"):
        await provider.charge(wrong)
