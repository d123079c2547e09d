"""A request with an idempotency key has one effect and one answer, whoever sends it again and when."""

import asyncio
from dataclasses import replace

import pytest
from common.batching import GroupCommit
from common.commands import Decider
from common.database import Database
from common.errors import Refusal
from common.idempotency import IdempotencyKey, StoredAnswer, find, prune
from common.ids import new_id
from common.requests import Keep, Outcome, Request
from common.testing.background import Background
from common.testing.counter import Count, Totals, request
from common.testing.watched import Watched
from common.transaction import Tx

KEY = IdempotencyKey(new_id(), "once", b"this request")


async def say_total(_: Tx, outcome: Outcome[int]) -> StoredAnswer:
    return StoredAnswer(201, {"Location": "/totals"}, str(outcome.state).encode())


def keyed(amount: int, key: IdempotencyKey = KEY) -> Request[Count]:
    """A command on a counter of its own, whose answer is to be kept."""
    return replace(request(new_id(), amount), keep=Keep(key, say_total))


async def execute(database: Database, counter: Decider[Count, int], *requests: Request[Count]) -> list[Outcome[int]]:
    async with database.transaction() as tx:
        return await counter.execute(tx, requests)


async def test_the_answer_is_kept_with_the_effect(database: Database, counter: Decider[Count, int]) -> None:
    (outcome,) = await execute(database, counter, keyed(5))
    assert outcome.answer == StoredAnswer(201, {"Location": "/totals"}, b"5") == await find(database, KEY)
    assert not outcome.replayed


async def test_a_refusal_is_not_kept_and_leaves_the_key_free(database: Database, counter: Decider[Count, int]) -> None:
    (outcome,) = await execute(database, counter, keyed(-1))
    assert (outcome.refusal is not None, await find(database, KEY)) == (True, None)
    assert (await execute(database, counter, keyed(1)))[0].answer is not None


async def test_a_key_used_for_another_request_is_refused(database: Database, counter: Decider[Count, int]) -> None:
    await execute(database, counter, keyed(5))
    with pytest.raises(Refusal) as refusal:
        await find(database, replace(KEY, fingerprint=b"another request"))
    assert (refusal.value.status, refusal.value.code) == (422, "IDEMPOTENCY_KEY_REUSED")


async def test_keys_of_different_owners_never_meet(database: Database, counter: Decider[Count, int]) -> None:
    await execute(database, counter, keyed(5))
    assert await find(database, replace(KEY, owner=new_id())) is None


async def test_of_two_in_one_batch_the_second_is_told_to_wait(
    database: Database, counter: Decider[Count, int], totals: Totals
) -> None:
    first, second = await execute(database, counter, keyed(5), keyed(5))
    assert first.refusal is None
    assert second.refusal is not None
    assert (second.refusal.code, list((await totals()).values())) == ("IDEMPOTENCY_IN_PROGRESS", [5])


async def test_of_two_requests_in_one_batch_under_one_key_the_second_is_another(
    database: Database, counter: Decider[Count, int]
) -> None:
    first, second = await execute(database, counter, keyed(5), keyed(7, replace(KEY, fingerprint=b"another")))
    assert first.refusal is None
    assert second.refusal is not None
    assert second.refusal.code == "IDEMPOTENCY_KEY_REUSED"


async def test_of_two_at_the_same_time_both_get_the_answer_of_the_one_that_had_an_effect(
    database: Database, counter: Decider[Count, int], totals: Totals, background: Background
) -> None:
    groups = [GroupCommit(database, counter) for _ in range(2)]  # as of two processes
    for group in groups:
        background(group.run())
    outcomes = await asyncio.gather(*(group.submit(keyed(5)) for group in groups))
    assert [outcome.answer and outcome.answer.body for outcome in outcomes] == [b"5", b"5"]
    assert sorted(outcome.replayed for outcome in outcomes) == [False, True]
    assert list((await totals()).values()) == [5]


async def test_an_answer_that_was_lost_after_commit_is_found_again(
    database: Database, counter: Decider[Count, int], totals: Totals, background: Background
) -> None:
    watched = Watched(database)
    watched.answers_to_lose = 1
    group = GroupCommit(watched, counter)
    background(group.run())
    outcome = await group.submit(keyed(5))
    assert outcome.answer is not None
    assert (outcome.answer.body, list((await totals()).values())) == (b"5", [5])


async def test_answers_are_forgotten_after_a_day(database: Database, counter: Decider[Count, int]) -> None:
    old, young = KEY, replace(KEY, key="twice")
    await execute(database, counter, keyed(5, old), keyed(5, young))
    async with database.transaction() as tx:
        long_ago = "UPDATE idempotency SET stored_at = now() - %s * interval '1 hour' WHERE key = %s"
        await tx.execute(long_ago, (25, old.key))
    assert await prune(database, 24) == 1
    assert (await find(database, old), await find(database, young) is not None) == (None, True)


async def test_a_command_meant_for_another_version_is_refused(
    database: Database, counter: Decider[Count, int], totals: Totals
) -> None:
    stream = new_id()
    await execute(database, counter, request(stream, 5))
    late, right = (replace(request(stream, 1), expects=frozenset({version})) for version in (7, 1))
    refused, done = await execute(database, counter, late, right)
    assert refused.refusal is not None
    assert (refused.refusal.status, refused.refusal.code) == (412, "VERSION_MISMATCH")
    assert (done.refusal, await totals()) == (None, {stream: 6})
