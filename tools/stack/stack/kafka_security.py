"""Kafka with TLS, passwords and ACLs: who may do what is what the choreography declares (`make up SECURE=1`)."""

import os
import secrets
from collections.abc import Mapping

from stack.certificates import certificates
from stack.credentials import kept
from stack.participants import PARTICIPANTS
from stack.settings import Settings
from stack.spec import python, run_once

ADMINISTRATOR = "stack"
USERS = (ADMINISTRATOR, *PARTICIPANTS, "gateway", "quadrille")  # docs/kafka/acls.yaml has what they may do


def passwords(settings: Settings) -> Mapping[str, str]:
    """User to password."""
    return kept(settings.home / "kafka-users.json", {user: secrets.token_hex(16) for user in USERS})


def properties(settings: Settings) -> dict[str, str]:
    """What makes a broker let in only who proves who it is, and lets it do only what it may."""
    files, users = certificates(settings.home), passwords(settings)
    login = f'username="{ADMINISTRATOR}" password="{users[ADMINISTRATOR]}"'
    accounts = " ".join(f'user_{user}="{password}"' for user, password in users.items())
    module = "org.apache.kafka.common.security.plain.PlainLoginModule required"
    return {
        "listener.security.protocol.map": "CLIENTS:SASL_SSL,DETOUR:SASL_SSL,CONTROLLER:SASL_SSL",
        "sasl.enabled.mechanisms": "PLAIN",
        "sasl.mechanism.inter.broker.protocol": "PLAIN",
        "sasl.mechanism.controller.protocol": "PLAIN",
        **{
            f"listener.name.{listener}.plain.sasl.jaas.config": f"{module} {login} {accounts};"
            for listener in ("clients", "detour", "controller")
        },
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(files.server),
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": str(files.authority),
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "allow.everyone.if.no.acl.found": "false",
        "super.users": f"User:{ADMINISTRATOR}",
    }


def client(settings: Settings, user: str) -> dict[str, str]:
    """What a service is told by its environment, to be let in as `user`."""
    return {
        "KAFKA_SECURITY_PROTOCOL": "SASL_SSL",
        "KAFKA_SASL_MECHANISM": "PLAIN",
        "KAFKA_CA_FILE": str(certificates(settings.home).authority),
        "KAFKA_USERNAME": user,
        "KAFKA_PASSWORD": passwords(settings)[user],
    }


def allow(settings: Settings) -> None:
    """Give the broker the rules that the choreography declares; harmless when repeated."""
    environment = {**os.environ, **client(settings, ADMINISTRATOR), "KAFKA_BROKERS": settings.kafka_brokers}
    command = [*python("quadrille"), "choreography", "allow"]
    run_once(command, settings.logs / "kafka.log", env=environment)
