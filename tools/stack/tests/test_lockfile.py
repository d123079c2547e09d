"""The lock file pins one whole Kafka."""

import re

from stack.lockfile import KAFKA, LOGGING, Artifact, read_lock


def test_every_jar_is_pinned_once_with_checksum_and_size() -> None:
    artifacts = read_lock()
    assert len({artifact.filename for artifact in artifacts}) == len(artifacts)
    assert all(re.fullmatch("[0-9a-f]{64}", artifact.sha256) and artifact.size for artifact in artifacts)


def test_the_lock_holds_the_versions_the_code_asks_for() -> None:
    assert {KAFKA, LOGGING} < {artifact.coordinates for artifact in read_lock()}


def test_all_parts_of_kafka_have_one_version() -> None:
    kafka = [artifact.coordinates.split(":") for artifact in read_lock() if "org.apache.kafka:" in artifact.coordinates]
    assert {version for _, _, version in kafka} == {KAFKA.split(":")[2]}


def test_the_log_bridge_matches_the_log4j_that_kafka_brings() -> None:
    log4j = [artifact.coordinates for artifact in read_lock() if ".logging.log4j:" in artifact.coordinates]
    assert {coordinates.split(":")[2] for coordinates in log4j} == {LOGGING.split(":")[2]}


def test_coordinates_say_where_a_repository_keeps_the_jar() -> None:
    assert Artifact("org.example:thing:1.2", "", 0).path == "org/example/thing/1.2/thing-1.2.jar"
