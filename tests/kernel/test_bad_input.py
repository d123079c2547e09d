"""Whatever lies in a topic that a service reads is dead-lettered and counted, and what comes after it is handled."""

from collections.abc import Callable
from dataclasses import replace

import aiohttp
import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import MessageSizeTooLargeError
from common.contracts import topic_of
from common.dead_letters import Origin
from common.ids import new_id
from common.publisher import Outgoing, Publisher
from common.testing.counter import Counted, recorded
from common.testing.records import headers_of, outgoing, read
from common.testing.workers import Workers
from common.topics import RETRY_BYTES, dead_letters_of, ensure_topics, retries_of

FIVE_MB = 5 * 1024 * 1024


def said(topic: str, amount: int) -> Outgoing:
    return outgoing(topic, recorded(new_id(), 1, Counted(amount=amount)))


def with_header(record: Outgoing, name: str, value: bytes | None) -> Outgoing:
    """The record with a header replaced."""
    return replace(record, headers=[*(pair for pair in record.headers if pair[0] != name), (name, value)])


def broken(topic: str) -> list[Outgoing]:
    """One record of each way to be no event that can be handled."""
    good = said(topic, 99)
    corrupted = replace(good, value=b"\x00\xff\xfe corrupted")
    return [
        corrupted,
        replace(good, value=b"[" * 100_000),
        replace(good, key=b"\xff"),
        replace(good, headers=[]),
        replace(good, headers=[pair for pair in good.headers if pair[0] != "ce_id"]),
        with_header(good, "ce_id", None),
        with_header(good, "ce_type", b"of.tomorrow"),
        with_header(with_header(good, "ce_dataschema", b"urn:quadrille:counter.counted:2"), "ce_readablesince", b"2"),
        with_header(corrupted, "large", b"x" * 950_000),
        with_header(corrupted, "dl_attempts", b"\xff"),
    ]


async def write(workers: Workers, record: Outgoing) -> None:
    """Write a record of up to `RETRY_BYTES`, as only an odd client does."""
    producer = AIOKafkaProducer(bootstrap_servers=workers.settings.kafka_brokers, max_request_size=RETRY_BYTES)
    await producer.start()
    try:
        await producer.send_and_wait(record.topic, record.value, record.key, headers=record.headers)
    finally:
        await producer.stop()


@pytest.mark.parametrize("topic_of_service", [topic_of, retries_of], ids=["events", "retries"])
async def test_bad_records_in_any_topic_go_out_are_counted_and_stop_nothing(
    workers: Workers, topic_of_service: Callable[[str], str]
) -> None:
    topic = topic_of_service(workers.service)
    _, address = await workers.start("worker-1", kafka_partitions=1)
    publisher = Publisher(workers.settings)
    bad = broken(topic)
    await publisher.publish([said(topic, 1), *bad, said(topic, 2)])
    await publisher.close()
    await workers.until_handled(2)
    assert await workers.handled() == [1, 2]

    dead = await read(workers.settings, dead_letters_of(workers.service), len(bad) + 1, seconds=3.0)
    assert sorted(Origin.told(letter.headers).offset for letter in dead) == list(range(1, len(bad) + 1))
    assert any(b"written by a newer version" in dict(letter.headers)["dl_reason"] for letter in dead)

    async def tells(path: str, words: str) -> bool:
        async with aiohttp.ClientSession() as client, client.get(address + path) as response:
            return words in await response.text()

    assert await tells("/metrics", f'quadrille_dead_letters_total{{handler="decode"}} {len(bad)}.0')
    await workers.until(lambda: tells("/health/detailed", f'"deadLetters":{len(bad)}'))
    assert await tells("/metrics", f'quadrille_dead_letters_waiting{{service="{workers.service}"}} {len(bad)}.0')


async def test_a_record_of_5_mb_is_refused_by_the_broker(workers: Workers) -> None:
    topic = topic_of(workers.service)
    await ensure_topics(workers.settings, [topic])
    with pytest.raises(MessageSizeTooLargeError):
        await write(workers, replace(said(topic, 1), value=b"x" * FIVE_MB))


async def test_a_record_of_5_mb_in_a_topic_that_takes_it_goes_out_and_stops_nothing(workers: Workers) -> None:
    topic = topic_of(workers.service)
    admin = AIOKafkaAdminClient(bootstrap_servers=workers.settings.kafka_brokers)
    await admin.start()
    await admin.create_topics([NewTopic(topic, 1, 1, topic_configs={"max.message.bytes": str(RETRY_BYTES)})])
    await admin.close()
    await workers.start("worker-1")
    for each in (topic, retries_of(workers.service)):
        await write(workers, replace(said(each, 1), value=b"x" * FIVE_MB))
    await write(workers, said(topic, 2))
    await workers.until_handled(1)
    assert await workers.handled() == [2]
    dead = await read(workers.settings, dead_letters_of(workers.service), 2)
    told = [(letter.value, headers_of(letter)["dl_omitted"]) for letter in dead]
    assert told == [(None, str(FIVE_MB))] * 2
