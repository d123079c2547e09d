"""Topics: each service makes sure of those it writes and those it reads, so that it can start first or alone."""

from collections.abc import Iterable

import structlog
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import TopicAlreadyExistsError, for_code

from common.errors import Transient
from common.settings import ServiceSettings

KEEP_MS = 7 * 24 * 3600 * 1000  # shorter than an inbox remembers

log = structlog.get_logger(__name__)


def dead_letters_of(service: str) -> str:
    """Where a service puts what it can never handle: `payment.dead-letters.v1`."""
    return f"{service}.dead-letters.v1"


async def ensure_topics(settings: ServiceSettings, names: Iterable[str]) -> None:
    """Create what is missing; raises a transient error while the broker is away."""
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka_brokers, client_id=settings.kafka_client_id)
    try:
        await admin.start()
        missing = sorted(set(names) - set(await admin.list_topics()))
        if missing:
            answer = await admin.create_topics([_definition(settings, name) for name in missing])
            for name, code, *_ in answer.topic_errors:
                if code not in (0, TopicAlreadyExistsError.errno):
                    raise Transient(f"topic {name} was not created: {for_code(code).__name__}")
            log.info("topics created", names=missing)
    finally:
        await admin.close()


def _definition(settings: ServiceSettings, name: str) -> NewTopic:
    return NewTopic(
        name,
        num_partitions=settings.kafka_partitions,
        replication_factor=settings.kafka_replication_factor,
        topic_configs={
            "retention.ms": str(KEEP_MS),
            # What acks=all waits for: with replicas, two of them; a single broker relies on its page cache.
            "min.insync.replicas": str(min(2, settings.kafka_replication_factor)),
        },
    )
