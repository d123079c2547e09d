"""The Faust application of a service, with the settings under which Faust loses nothing (docs/faust.md says why)."""

import tempfile
from collections.abc import Iterable

import faust

from common.consume import ConsumingLoop
from common.faust_transport import Transport
from common.kafka_client import faust_credentials
from common.positions import Positions
from common.settings import ServiceSettings

MANY_BYTES = 1_000_000  # that who is in no hurry asks for at a time: the broker lets them gather while the poll lasts


def faust_app(
    settings: ServiceSettings, service: str, topics: Iterable[str], loop: ConsumingLoop, positions: Positions
) -> faust.App:
    """An app, in consumer group `service`, whose one agent runs `loop` over `topics`. Call it in a running loop."""
    brokers = ";".join(f"kafka://{broker.strip()}" for broker in settings.kafka_brokers.split(","))
    app = faust.App(
        service,
        broker=brokers,
        broker_credentials=faust_credentials(settings),
        broker_client_id=f"{settings.kafka_client_id}-{settings.node_name}",
        broker_session_timeout=6.0,
        broker_heartbeat_interval=2.0,
        broker_rebalance_timeout=6.0,
        broker_commit_interval=1.0,
        broker_max_poll_records=settings.consume_batch_size,
        consumer_auto_offset_reset="earliest",
        datadir=tempfile.gettempdir(),
        key_serializer="raw",
        value_serializer="raw",
        processing_guarantee="at_least_once",
        store="memory://",
        stream_wait_empty=False,
        table_standby_replicas=0,
        topic_allow_declare=False,
        topic_disable_leader=True,
        web_enabled=False,
        logging_config=None,
    )
    app.transport = transport = Transport(app.conf.broker_consumer, app)
    transport.positions = positions
    if settings.consume_linger_seconds:
        transport.fetch_min_bytes, transport.long_poll_ms = MANY_BYTES, int(1000 * settings.consume_linger_seconds)
    source = app.topic(*topics, key_serializer="raw", value_serializer="raw")

    @app.agent(source, name=f"{service}.consume")
    async def consume(stream: faust.StreamT[bytes]) -> None:
        await loop.run(stream, lambda: app.consumer_generation_id)

    return app


def is_consuming(app: faust.App) -> bool:
    """Whether the app is in its group and records flow; a group may have more members than there are partitions."""
    return bool(app.consumer_generation_id > 0 and not app.rebalancing and app.flow_control.is_active())
