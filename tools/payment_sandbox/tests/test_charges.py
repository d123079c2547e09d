"""What a key promises: one charge, one answer."""

import asyncio

import pytest
from payment_sandbox.testing import Sandbox


async def test_a_charge_is_answered_with_what_was_taken(sandbox: Sandbox) -> None:
    reply = await sandbox.charge("key", order_id="order-1", amount="12.50")

    assert (reply.status, reply.replayed) == (201, False)
    assert reply.body.pop("id").startswith("ch_")
    assert reply.body.pop("createdAt").endswith("Z")
    assert reply.body == {"orderId": "order-1", "amount": "12.50", "currency": "EUR", "status": "succeeded"}


async def test_a_second_charge_with_the_same_key_returns_the_first_answer(sandbox: Sandbox) -> None:
    first, second = await sandbox.charge("key"), await sandbox.charge("key")

    assert (second.status, second.body, second.replayed) == (201, first.body, True)
    assert (await sandbox.get("/v1/summary")).body["charges"] == 1


@pytest.mark.parametrize("payment_method", ["card_ok", "card_slow"])
async def test_many_requests_at_once_with_one_key_make_one_charge(sandbox: Sandbox, payment_method: str) -> None:
    replies = await asyncio.gather(*(sandbox.charge("key", payment_method) for _ in range(20)))

    assert {reply.status for reply in replies} == {201}
    assert len({reply.body["id"] for reply in replies}) == 1
    assert [reply.replayed for reply in replies].count(False) == 1
    assert (await sandbox.get("/v1/summary")).body["charges"] == 1


async def test_many_keys_at_once_make_a_charge_each(sandbox: Sandbox) -> None:
    await asyncio.gather(*(sandbox.charge(f"key-{number}") for number in range(200)))

    assert (await sandbox.get("/v1/summary")).body["charges"] == 200


@pytest.mark.parametrize("other", [{"amount": "12.51"}, {"order_id": "order-2"}, {"currency": "USD"}])
async def test_a_key_with_another_body_is_refused(sandbox: Sandbox, other: dict[str, str]) -> None:
    await sandbox.charge("key", amount="12.50")
    reply = await sandbox.charge("key", **other)

    assert (reply.status, reply.body["code"]) == (422, "KEY_REUSED")


@pytest.mark.parametrize("key", ["", "k" * 201])
async def test_a_charge_without_a_usable_key_is_refused(sandbox: Sandbox, key: str) -> None:
    reply = await sandbox.charge(key)

    assert (reply.status, reply.body["code"]) == (400, "KEY_REQUIRED")


@pytest.mark.parametrize("amount", ["12.5", "12", "-1.00", "0.00", "1e2", "012.00", "١٢.٥٠", 12.5, 12, None])
async def test_an_amount_that_is_not_a_string_with_two_places_is_refused(sandbox: Sandbox, amount: object) -> None:
    reply = await sandbox.charge("key", amount=amount)

    assert (reply.status, reply.body["code"]) == (400, "INVALID_REQUEST")
    assert reply.body["detail"].startswith("amount: ")


async def test_a_refused_body_leaves_the_key_free(sandbox: Sandbox) -> None:
    await sandbox.charge("key", amount="0.00")
    await sandbox.charge("key", "card_unheard_of")

    assert (await sandbox.charge("key")).status == 201


async def test_what_is_not_json_is_refused_as_a_problem(sandbox: Sandbox) -> None:
    reply = await sandbox.post("/v1/charges", "text", {"Idempotency-Key": "key"})

    assert (reply.status, reply.body["code"]) == (400, "INVALID_REQUEST")
    assert reply.body.keys() == {"type", "title", "status", "detail", "code"}


async def test_an_unknown_path_is_answered_as_a_problem(sandbox: Sandbox) -> None:
    reply = await sandbox.get("/v1/nothing")

    assert (reply.status, reply.body["code"]) == (404, "NOT_FOUND")
