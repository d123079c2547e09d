"""Replaying dead letters to a real service: it handles them once, however often they come, or sends them back."""

import asyncio

from click.testing import CliRunner
from common.contracts import topic_of
from common.publisher import Outgoing, Publisher
from common.testing.records import headers_of, read
from common.testing.workers import Workers
from common.topics import dead_letters_of, retries_of
from quadrille.cli import main


async def replay(workers: Workers) -> None:
    """Let an operator replay all that waits of the service."""
    told = ["dead-letters", "replay", "--all", "--service", workers.service]
    told += ["--brokers", workers.settings.kafka_brokers]
    result = await asyncio.to_thread(CliRunner().invoke, main, told)
    assert (result.exit_code, result.stdout.count("replayed, to")) == (0, 1), result.output


async def test_a_record_that_is_poison_no_more_is_handled_once_however_often_it_is_replayed(workers: Workers) -> None:
    await workers.say(5)
    broken, _ = await workers.start("worker-1", worker_poison_at=3)
    await workers.until_handled(4)
    (dead,) = await read(workers.settings, dead_letters_of(workers.service), 1)
    broken.terminate()
    await broken.wait()

    await workers.start("worker-2")  # the one with the mended code
    await replay(workers)
    await workers.until_handled(5)
    (replayed,) = await read(workers.settings, retries_of(workers.service), 1)
    publisher = Publisher(workers.settings)  # as a replay that was killed before it said so, and run again
    await publisher.publish([Outgoing(replayed.topic, replayed.key, replayed.value, list(replayed.headers))])
    await publisher.close()
    await workers.say(6)
    await workers.until_handled(11)
    assert await workers.handled() == sorted([1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 6])
    assert len(await read(workers.settings, topic_of(workers.service), 12, seconds=2.0)) == 11
    assert await read(workers.settings, dead_letters_of(workers.service), 2, seconds=2.0) == [dead]


async def test_a_record_that_is_poison_still_comes_back_with_one_attempt_more(workers: Workers) -> None:
    await workers.say(5)
    await workers.start("worker-1", worker_poison_at=3)
    await workers.until_handled(4)
    (first,) = await read(workers.settings, dead_letters_of(workers.service), 1)
    await replay(workers)
    letters = await read(workers.settings, dead_letters_of(workers.service), 2)
    by_attempts = {headers_of(letter)["dl_attempts"]: letter for letter in letters}
    assert sorted(by_attempts) == ["1", "2"]
    assert (by_attempts["2"].key, by_attempts["2"].value) == (first.key, first.value)
    for name in ("dl_topic", "dl_partition", "dl_offset", "dl_reason", "ce_id"):
        assert headers_of(by_attempts["2"])[name] == headers_of(first)[name]
    await replay(workers)  # what came back waits again; what was replayed does not
    assert await workers.handled() == [1, 2, 4, 5]
