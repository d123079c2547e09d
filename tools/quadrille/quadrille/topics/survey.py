"""Asking Kafka how topics stand."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable

from aiokafka import TopicPartition
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import GroupCoordinatorNotAvailableError, GroupLoadInProgressError, NotCoordinatorForGroupError

from quadrille.kafka.broker import Broker
from quadrille.topics.state import Part, Topic

NOT_YET = (GroupCoordinatorNotAvailableError, GroupLoadInProgressError, NotCoordinatorForGroupError)
PATIENCE_SECONDS = 20.0
SET_ON_TOPIC = 1  # Kafka's word for a setting that is the topic's own, and not the broker's or a default


async def survey(broker: Broker, names: Iterable[str]) -> list[Topic]:
    """How these topics stand, in that order. Raises `NotThere`."""
    partitions = {name: broker.partitions(name) for name in names}
    every = [at for places in partitions.values() for at in places]
    committed = await _committed_once_known(broker)  # before the ends: what is committed meanwhile lies before them
    consumer = await broker.consumer()
    consumer.assign(every)  # or else aiokafka would learn of one topic after the other, ten a second
    consumer.pause(*every)
    firsts, ends = await consumer.beginning_offsets(every), await consumer.end_offsets(every)
    return [
        Topic(name, [Part(at.partition, firsts[at], ends[at], committed.get(at, {})) for at in places])
        for name, places in partitions.items()
    ]


async def settings(broker: Broker, name: str) -> dict[str, str]:
    """What is set on the topic itself."""
    admin = await broker.admin()
    (answer,) = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name)])
    entries = answer.resources[0][4]
    return {entry[0]: entry[1] for entry in sorted(entries) if entry[3] == SET_ON_TOPIC}


async def _committed_once_known(broker: Broker) -> dict[TopicPartition, dict[str, int]]:
    """What groups have committed; a broker that has just started reads it first."""
    clock = asyncio.get_running_loop()
    deadline = clock.time() + PATIENCE_SECONDS
    while True:
        try:
            return await _committed(broker)
        except NOT_YET:
            if clock.time() > deadline:
                raise
        await asyncio.sleep(0.2)


async def _committed(broker: Broker) -> dict[TopicPartition, dict[str, int]]:
    admin = await broker.admin()
    committed: dict[TopicPartition, dict[str, int]] = defaultdict(dict)
    for group, _ in await admin.list_consumer_groups():
        for at, offset in (await admin.list_consumer_group_offsets(group)).items():
            committed[at][group] = offset.offset
    return committed
