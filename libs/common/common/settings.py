"""Settings every service has, read from the environment under the names of the system Quadrille replaces."""

from pathlib import Path
from typing import Annotated, Literal

from psycopg2.extensions import make_dsn
from pydantic import BeforeValidator, Field, FilePath
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from common.secret_files import SecretFiles


class ServiceSettings(BaseSettings):
    """Environment names are the field names in upper case; `NODE_NAME` tells replicas apart (`order-1`).

    Each may also be the content of a file, which the name with `_FILE` names.
    """

    model_config = SettingsConfigDict(hide_input_in_errors=True, use_attribute_docstrings=True)

    node_name: str = "local-1"
    """The name of this process in logs, health and clients of Kafka; no two processes have the same."""
    http_host: str = "127.0.0.1"
    """The address to listen at; 0.0.0.0 in a container."""
    http_port: int = 0
    """The port to listen at; 0: any free one."""
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(str.upper)] = "INFO"
    """What is logged at least, as JSON lines on stdout."""

    database_host: str = "127.0.0.1"
    """Where PostgreSQL is: a name, an address, or the folder of its socket."""
    database_port: int = 5432
    """PostgreSQL's port."""
    database_name: str = "quadrille"
    """The service's own database, in which nobody else writes."""
    database_username: str = "quadrille"
    """The service's own role."""
    database_password: str = Field("", repr=False)
    """The role's password."""
    database_ssl_mode: Literal["disable", "prefer", "require", "verify-ca", "verify-full"] = "prefer"
    """TLS to PostgreSQL, in libpq's words; verify-full in production."""
    database_ca_file: FilePath | None = None
    """The certificate authority of PostgreSQL, PEM; libpq's own place when not set."""
    database_pool_size: int = Field(10, ge=2)
    """Connections of a process to its database at most, besides two of the relay."""

    kafka_brokers: str = "127.0.0.1:9092"
    """Some of the brokers, host:port, comma separated; the others are found by asking these."""
    kafka_client_id: str = "quadrille"
    """How the brokers' logs and quotas name us, with NODE_NAME behind it."""
    kafka_security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    """TLS and passwords to Kafka; SASL_SSL in production."""
    kafka_ca_file: FilePath | None = None
    """The certificate authority of the brokers, PEM; the system's own authorities when not set."""
    kafka_certificate_file: FilePath | None = None
    """Our own certificate, PEM, where the brokers ask for one."""
    kafka_key_file: FilePath | None = None
    """The private key of that certificate, PEM."""
    kafka_sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = "SCRAM-SHA-512"
    """How the password is proved, with a protocol that begins with SASL."""
    kafka_username: str = ""
    """The service's own principal, to whom access lists speak."""
    kafka_password: str = Field("", repr=False)
    """The principal's password."""
    kafka_partitions: int = Field(6, ge=1)
    """Partitions of a topic that the service has to create; one that is there stays as it is."""
    kafka_replication_factor: int = Field(1, ge=1)
    """Replicas of such a topic; 3 in production, of which 2 must then be in sync to write."""

    redis_host: str = "127.0.0.1"
    """Where Redis, or Valkey, is."""
    redis_port: int = 6379
    """Its port."""
    redis_username: str | None = None
    """Its user, where it has an ACL."""
    redis_password: str | None = Field(None, repr=False)
    """Its password."""
    redis_tls: bool = False
    """TLS to Redis."""
    redis_ca_file: FilePath | None = None
    """Its certificate authority, PEM; the system's own authorities when not set."""

    consume_batch_size: int = Field(500, ge=1)
    """Events handled in one transaction at most."""
    consume_linger_seconds: float = Field(0.0, ge=0)
    """Seconds that the broker may let records gather, where nobody waits for what comes of them."""
    inbox_keep_days: int = Field(14, ge=14)
    """Days that ids of handled events are kept.

    Of a topic that was lost 13 days go out again (`common.recovery`): inboxes must know them.
    """
    archive_after_days: int = Field(30, ge=14)
    """Days from saying an event until it moves from `events` to `events_archive`, which nothing deletes.

    What goes out again is taken from `events`, so these are 14 at least.
    """
    idempotency_keep_hours: int = Field(24, ge=1)
    """Hours that first answers to an Idempotency-Key are kept."""
    prune_seconds: float = Field(3600.0, gt=0)
    """Seconds between two looks for what is too old; one process of a service does the work."""
    shutdown_seconds: float = Field(8.0, gt=0)
    """Seconds that a process may take to end after SIGTERM; whoever supervises must wait longer."""
    otel_exporter_otlp_endpoint: str = ""
    """The collector that traces go to, OTLP over HTTP (`http://collector:4318`); none are made when not set.

    What else OpenTelemetry's own variables say is heeded too, such as OTEL_TRACES_SAMPLER.
    """
    failpoint_file: Path | None = None
    """A file that says where to crash, for tests alone (`common.failpoints`)."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is given in code, then the environment, then the files it names."""
        return init_settings, env_settings, SecretFiles(settings_cls)

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
            sslmode=self.database_ssl_mode,
            **({"sslrootcert": str(self.database_ca_file)} if self.database_ca_file else {}),
        )
