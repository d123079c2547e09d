"""Puts the stack together: the list of every process there is to be."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from stack import kafka, nginx, postgres, probes, provision, services, valkey
from stack.keys import ensure_keys
from stack.settings import Settings, split_name
from stack.spec import Spec


def plan(settings: Settings, scale: Mapping[str, int], only: str) -> list[Spec]:
    """Everything, or with `only` = "infra" the servers alone."""
    servers = infra(settings)
    if only:
        return servers
    ensure_keys(settings.home)
    ours = [services.sandbox(settings), *services.services(settings, scale), *services.gateways(settings, scale)]
    return [*servers, *ours, nginx.spec(settings, scale)]


def infra(settings: Settings) -> list[Spec]:
    """The servers, each ours unless the environment names another."""
    specs = [
        _external_postgres(settings) if settings.external("DATABASE_HOST") else postgres.spec(settings),
        *([_external_kafka(settings)] if settings.external("KAFKA_BROKERS") else kafka.specs(settings)),
        _external_redis(settings) if settings.external("REDIS_HOST") else valkey.spec(settings),
    ]
    return [replace(spec, env=settings.environment) for spec in specs]


def ports(specs: Sequence[Spec]) -> list[str]:
    """Names of the ports that the processes of ours will listen on."""
    ours = [spec.name for spec in specs if spec.argv]
    brokers = [name for name in ours if split_name(name)[0] == "kafka"]
    return [*ours, *(port for name in brokers for port in (kafka.controller(name), kafka.detour(name)))]


def _external_postgres(settings: Settings) -> Spec:
    server = provision.external_server(settings)
    return Spec(
        "postgres",
        (),
        settings.home,
        ready=provision.probe(server),
        settle=lambda: provision.provision(server, settings),
    )


def _external_kafka(settings: Settings) -> Spec:
    host, _, port = settings.kafka_brokers.split(",")[0].rpartition(":")
    return Spec("kafka", (), settings.home, ready=probes.kafka(host, int(port)))


def _external_redis(settings: Settings) -> Spec:
    return Spec("redis", (), settings.home, ready=probes.redis(*settings.redis))
