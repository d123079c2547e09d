"""The one way to Kafka: where it is, by which protocol, as whom, and whom to trust."""

import ssl
from typing import Any

from faust.auth import SASLCredentials, SSLCredentials
from faust.types.auth import CredentialsT

from common.settings import ServiceSettings


def kafka_client(settings: ServiceSettings) -> dict[str, Any]:
    """What every client of aiokafka is told. Raises `OSError` for a certificate that cannot be read."""
    return {
        "bootstrap_servers": settings.kafka_brokers,
        "security_protocol": settings.kafka_security_protocol,
        "ssl_context": _tls(settings),
        "sasl_mechanism": settings.kafka_sasl_mechanism,
        "sasl_plain_username": settings.kafka_username or None,
        "sasl_plain_password": settings.kafka_password or None,
    }


def faust_credentials(settings: ServiceSettings) -> CredentialsT | None:
    """The same for Faust."""
    context = _tls(settings)
    if settings.kafka_security_protocol.startswith("SASL"):
        return SASLCredentials(
            username=settings.kafka_username,
            password=settings.kafka_password,
            ssl_context=context,
            mechanism=settings.kafka_sasl_mechanism,
        )
    return SSLCredentials(context) if context else None


def _tls(settings: ServiceSettings) -> ssl.SSLContext | None:
    if not settings.kafka_security_protocol.endswith("SSL"):
        return None
    context = ssl.create_default_context(cafile=settings.kafka_ca_file)
    if settings.kafka_certificate_file:
        context.load_cert_chain(settings.kafka_certificate_file, settings.kafka_key_file)
    return context
