"""Settings every service has, read from the environment under the names of the system Quadrille replaces."""

from pathlib import Path
from typing import Annotated, Literal

from psycopg2.extensions import make_dsn
from pydantic import BeforeValidator, Field
from pydantic_settings import BaseSettings


class ServiceSettings(BaseSettings):
    """Environment names are the field names in upper case; `NODE_NAME` tells replicas apart (`order-1`)."""

    node_name: str = "local-1"
    http_host: str = "127.0.0.1"
    http_port: int = 0
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(str.upper)] = "INFO"

    database_host: str = "127.0.0.1"
    database_port: int = 5432
    database_name: str = "quadrille"
    database_username: str = "quadrille"
    database_password: str = ""
    database_pool_size: int = Field(10, ge=2)

    kafka_brokers: str = "127.0.0.1:9092"
    kafka_client_id: str = "quadrille"
    kafka_partitions: int = Field(6, ge=1)
    kafka_replication_factor: int = Field(1, ge=1)

    redis_host: str = "127.0.0.1"
    redis_port: int = 6379

    consume_batch_size: int = Field(500, ge=1)
    consume_linger_seconds: float = Field(0.0, ge=0)  # for records to gather, by whom nobody waits for
    # Of a topic that was lost 13 days go out again (recovery): inboxes must know them, and `events` have them.
    inbox_keep_days: int = Field(14, ge=14)
    archive_after_days: int = Field(30, ge=14)
    idempotency_keep_hours: int = Field(24, ge=1)
    prune_seconds: float = Field(3600.0, gt=0)  # between two looks for what is too old
    shutdown_seconds: float = Field(8.0, gt=0)
    failpoint_file: Path | None = None  # for tests alone: see common.failpoints

    @property
    def dsn(self) -> str:
        """The libpq connection string of the service's own database."""
        return make_dsn(
            host=self.database_host,
            port=self.database_port,
            dbname=self.database_name,
            user=self.database_username,
            password=self.database_password,
            connect_timeout=5,
        )
