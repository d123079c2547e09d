"""Reading a topic by hand: what a library wrote is read, from the offset that was asked for."""

from uuid import uuid4

from aiokafka import AIOKafkaProducer
from common.settings import ServiceSettings
from common.topics import ensure_topics

from bench.fetching import Fetching


async def test_records_are_read_as_they_were_written(scratch_settings: ServiceSettings) -> None:
    topic, (host, _, port) = f"bench-{uuid4()}", scratch_settings.kafka_brokers.partition(":")
    await ensure_topics(scratch_settings, [topic])
    headers = [("ce_type", b"order.placed"), ("ce_id", b"1")]
    async with AIOKafkaProducer(bootstrap_servers=scratch_settings.kafka_brokers) as producer:
        for n in range(3):
            await producer.send_and_wait(topic, b"{}", key=b"%d" % n, headers=headers, partition=0)
        read = Fetching((host, int(port)), topic, {0: 1}).batches()
        found = [*await anext(read)]
        await producer.send_and_wait(topic, b"{}", key=b"later", headers=headers, partition=0)
        while len(found) < 3:
            found += await anext(read)
        await read.aclose()
    assert [record.key for record in found] == [b"1", b"2", b"later"]
    assert all([*record.headers] == headers for record in found)
