"""What Kafka's logs were formatted for stays so."""

from pathlib import Path

import pytest
from stack import kafka_storage
from stack.errors import StackError
from stack.settings import Settings


def stack_of(home: Path, brokers: str, **told: str) -> Settings:
    return Settings.load({"QUADRILLE_STACK_DIR": str(home), "QUADRILLE_BROKERS": brokers, **told})


def formatted(home: Path, name: str, content: str) -> None:
    (home / name).mkdir()
    (home / name / "formatted").write_text(content)


@pytest.mark.parametrize(("before", "now"), [("1", "3"), ("3", "1")])
def test_another_number_of_brokers_is_refused_with_what_to_do(tmp_path: Path, before: str, now: str) -> None:
    formatted(tmp_path, "kafka", before)
    told = rf"with BROKERS={before}, not {now}: start it with BROKERS={before}, or .*clean"
    with pytest.raises(StackError, match=told):
        kafka_storage.check(stack_of(tmp_path, now))


def test_a_log_that_says_no_number_is_that_of_one_broker(tmp_path: Path) -> None:
    formatted(tmp_path, "kafka", "")
    kafka_storage.check(stack_of(tmp_path, "1"))
    with pytest.raises(StackError, match="BROKERS=1"):
        kafka_storage.check(stack_of(tmp_path, "3"))


def test_a_start_that_was_broken_off_goes_on(tmp_path: Path) -> None:
    formatted(tmp_path, "kafka-2", "3")
    kafka_storage.check(stack_of(tmp_path, "3"))


def test_with_somebody_elses_kafka_ours_does_not_matter(tmp_path: Path) -> None:
    formatted(tmp_path, "kafka", "3")
    kafka_storage.check(stack_of(tmp_path, "1", KAFKA_BROKERS="theirs:9092"))


def test_all_brokers_are_formatted_with_one_id(tmp_path: Path) -> None:
    settings = stack_of(tmp_path, "3")
    assert kafka_storage.cluster_id(settings) == kafka_storage.cluster_id(settings)
