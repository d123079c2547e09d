"""Pins Apache Kafka to coordinates and checksums, so that a download today is a download tomorrow."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

LOCK_FILE = Path(__file__).with_name("kafka.lock.json")
# Kafka names its API for logs only; the bridge to log4j2 has to be asked for, in the version of Kafka's log4j2.
KAFKA = "org.apache.kafka:kafka_2.13:4.4.0"
LOGGING = "org.apache.logging.log4j:log4j-slf4j-impl:2.25.5"


@dataclass(frozen=True)
class Artifact:
    """One jar: group:artifact:version, SHA-256 in hex, size in bytes."""

    coordinates: str
    sha256: str
    size: int

    @property
    def filename(self) -> str:
        """Name of the jar, unique among the dependencies."""
        _, artifact, version = self.coordinates.split(":")
        return f"{artifact}-{version}.jar"

    @property
    def path(self) -> str:
        """Where every Maven repository keeps it."""
        group, artifact, version = self.coordinates.split(":")
        return f"{group.replace('.', '/')}/{artifact}/{version}/{self.filename}"


def read_lock() -> list[Artifact]:
    """The pinned jars, in class path order."""
    return [Artifact(**entry) for entry in json.loads(LOCK_FILE.read_text())["artifacts"]]


def missing(artifacts: Sequence[Artifact], folder: Path) -> list[Artifact]:
    """The jars that are not in the folder yet; a jar gets its name only after its checksum was right."""
    return [artifact for artifact in artifacts if not (folder / artifact.filename).exists()]
