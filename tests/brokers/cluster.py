"""What three brokers are up to: who leads their quorum, and whether each has everything."""

import asyncio
import json
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from stack.settings import Settings, split_name

WHOLE_SECONDS = 60.0
POLL_SECONDS = 0.2


def active_controller(settings: Settings) -> str:
    """The process that leads the quorum, as the broker knows who has voted last."""
    known = [_quorum_state(settings, name) for name in settings.kafka_names]
    leader = max(known, key=lambda state: state["leaderEpoch"])["leaderId"]
    return next(name for name in settings.kafka_names if split_name(name)[1] == leader)


async def whole(settings: Settings) -> None:
    """Wait until every partition of every topic is in sync at every broker."""
    async with asyncio.timeout(WHOLE_SECONDS):
        while not (partitions := await _partitions(settings)) or any(
            len(partition["isr"]) < settings.brokers for partition in partitions
        ):
            await asyncio.sleep(POLL_SECONDS)


async def replicas(settings: Settings) -> dict[str, int]:
    """How many each topic has; the fewest of its partitions."""
    found: dict[str, int] = {}
    for partition in await _partitions(settings):
        count, topic = len(partition["replicas"]), partition["topic"]
        found[topic] = min(found.get(topic, count), count)
    return found


async def _partitions(settings: Settings) -> list[dict[str, Any]]:
    """Of all topics, Kafka's own included; none while nobody answers."""
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka_brokers)
    try:
        await admin.start()
        described = await admin.describe_topics()
    except KafkaError:
        return []
    finally:
        await admin.close()
    return [{**partition, "topic": topic["topic"]} for topic in described for partition in topic["partitions"]]


def _quorum_state(settings: Settings, name: str) -> dict[str, Any]:
    """What a broker has written down of the last election it knows of."""
    path = settings.home / name / "data" / "__cluster_metadata-0" / "quorum-state"
    state: dict[str, Any] = json.loads(path.read_text())
    return state
