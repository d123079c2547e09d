"""Reading every topic again from its beginning: for a tracker whose event log is lost or in doubt."""

from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient
from common.database import Database
from common.settings import ServiceSettings

from tracker_service import read_model


async def replay(settings: ServiceSettings, database: Database, group: str) -> None:
    """Set the consumer group back to the first records, and empty every table for them.

    Raises `CommitFailedError`, with nothing changed, while a member of the group is at work.
    """
    await _set_back(settings, group)
    async with database.transaction() as tx:
        await read_model.forget(tx)
        await tx.execute("TRUNCATE event_log, inbox")


async def _set_back(settings: ServiceSettings, group: str) -> None:
    brokers = settings.kafka_brokers
    admin = AIOKafkaAdminClient(bootstrap_servers=brokers)
    consumer = AIOKafkaConsumer(bootstrap_servers=brokers, group_id=group, enable_auto_commit=False)
    try:
        await admin.start()
        committed = await admin.list_consumer_group_offsets(group)
        if committed:
            await consumer.start()
            consumer.assign(list(committed))
            await consumer.commit(dict.fromkeys(committed, 0))  # where 0 is pruned already, reading starts at the first
    finally:
        await consumer.stop()
        await admin.close()
