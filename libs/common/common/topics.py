"""Topics: each service makes sure of those it writes and those it reads, so that it can start first or alone."""

from collections.abc import Iterable

import structlog
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import TopicAlreadyExistsError, for_code

from common.contracts import LASTING
from common.errors import Transient
from common.kafka_client import kafka_client
from common.settings import ServiceSettings

KEEP_MS = 7 * 24 * 3600 * 1000  # shorter than an inbox remembers
RETRY_BYTES = 16 * 1024 * 1024  # what was too large for a dead letter has to fit when it is replayed

_DIAGNOSTICS = ".diagnostics.v1"
_DEAD_LETTERS, _RETRIES, _SETTLED = ".dead-letters.v1", ".retries.v1", ".dead-letters-settled.v1"

log = structlog.get_logger(__name__)


def dead_letters_of(service: str) -> str:
    """Where a service puts what it can never handle: `payment.dead-letters.v1`."""
    return service + _DEAD_LETTERS


def retries_of(service: str) -> str:
    """What a service, and nobody else, is given once more: `payment.retries.v1`."""
    return service + _RETRIES


def diagnostics_of(service: str) -> str:
    """Where a service that reads without a group tries out whether records come through: `gateway.diagnostics.v1`."""
    return service + _DIAGNOSTICS


def settled_of(service: str) -> str:
    """Which dead letters of a service were replayed or discarded: `payment.dead-letters-settled.v1`."""
    return service + _SETTLED


def with_dead_letters(topics: Iterable[str]) -> list[str]:
    """The services that have a topic for dead letters among `topics`."""
    return sorted(name.removesuffix(_DEAD_LETTERS) for name in topics if name.endswith(_DEAD_LETTERS))


async def partitions_by_topic(settings: ServiceSettings) -> dict[str, list[TopicPartition]]:
    """Every topic there is, with its partitions; raises a transient error while the broker is away."""
    admin = AIOKafkaAdminClient(**kafka_client(settings))
    try:
        await admin.start()
        described = await admin.describe_topics()
    finally:
        await admin.close()
    return {
        topic["topic"]: [TopicPartition(topic["topic"], each["partition"]) for each in topic["partitions"]]
        for topic in described
    }


async def ensure_topics(settings: ServiceSettings, names: Iterable[str]) -> None:
    """Create what is missing; raises a transient error while the broker is away."""
    admin = AIOKafkaAdminClient(**kafka_client(settings), client_id=settings.kafka_client_id)
    try:
        await admin.start()
        missing = sorted(set(names) - set(await admin.list_topics()))
        if missing:
            answer = await admin.create_topics([definition(settings, name) for name in missing])
            for name, code, *_ in answer.topic_errors:
                if code not in (0, TopicAlreadyExistsError.errno):
                    raise Transient(f"topic {name} was not created: {for_code(code).__name__}")
            log.info("topics created", names=missing)
    finally:
        await admin.close()


def definition(settings: ServiceSettings, name: str) -> NewTopic:
    """The topic as it is created, if it is not there yet."""
    settled = name.endswith(_SETTLED)  # few, of one order, and no letter waits again because a word about it is gone
    configs = {
        "retention.ms": "-1" if settled or name in LASTING else str(KEEP_MS),
        # What acks=all waits for: with replicas, two of them; a single broker relies on its page cache.
        "min.insync.replicas": str(min(2, settings.kafka_replication_factor)),
    }
    if name.endswith(_RETRIES):
        configs["max.message.bytes"] = str(RETRY_BYTES)
    return NewTopic(
        name,
        num_partitions=1 if settled else settings.kafka_partitions,
        replication_factor=settings.kafka_replication_factor,
        topic_configs=configs,
    )
