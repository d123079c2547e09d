"""Where a stack lives and which ports it takes."""

from pathlib import Path

import pytest
from stack.errors import StackError
from stack.kafka import controller, detour
from stack.settings import Settings, split_name


def test_ports_count_up_from_the_first_of_a_kind() -> None:
    settings = Settings.load({})
    assert [settings.port(name) for name in ("gateway-1", "gateway-3", "order-2")] == [3000, 3002, 3102]


def test_the_offset_moves_every_port() -> None:
    settings = Settings.load({"QUADRILLE_PORT_OFFSET": "10000"})
    assert (settings.port("nginx"), settings.port("kafka-controller")) == (18090, 19093)


@pytest.mark.parametrize("variable", ["QUADRILLE_PORT_OFFSET", "QUADRILLE_DETOUR"])
@pytest.mark.parametrize("offset", ["many", "-1", "65000"])
def test_an_offset_that_cannot_be_is_refused_in_one_sentence(variable: str, offset: str) -> None:
    with pytest.raises(StackError, match=rf"{variable} is .*; set it to"):
        Settings.load({variable: offset})


def test_a_name_of_two_words_is_not_taken_for_a_numbered_one() -> None:
    assert [split_name(name) for name in ("payment-2", "payment-sandbox")] == [
        ("payment", 2),
        ("payment-sandbox", 1),
    ]


def test_servers_are_our_own_unless_the_environment_names_others() -> None:
    assert Settings.load({}).kafka_brokers == "127.0.0.1:9092"
    settings = Settings.load({"KAFKA_BROKERS": "a:1,b:2", "REDIS_HOST": "cache", "DATABASE_HOST": "db"})
    assert settings.kafka_brokers == "a:1,b:2"
    assert (settings.redis, settings.database) == (("cache", 6379), ("db", 5432))


def test_three_brokers_have_ports_and_names_of_their_own() -> None:
    settings = Settings.load({"QUADRILLE_BROKERS": "3"})
    assert settings.kafka_brokers == "127.0.0.1:9092,127.0.0.1:9095,127.0.0.1:9098"
    named = [*settings.kafka_names, *map(controller, settings.kafka_names), *map(detour, settings.kafka_names)]
    assert sorted(map(settings.port, named)) == list(range(9092, 9101))


@pytest.mark.parametrize("told", [{"QUADRILLE_BROKERS": "2"}, {"QUADRILLE_BROKERS": "3", "QUADRILLE_DETOUR": "40"}])
def test_a_number_of_brokers_that_cannot_be_is_refused_in_one_sentence(told: dict[str, str]) -> None:
    with pytest.raises(StackError, match=r"QUADRILLE_(BROKERS is '2'; set it to 1 or 3|DETOUR leads to one Kafka)"):
        Settings.load(told)


def test_the_stack_folder_is_taken_from_the_environment(tmp_path: Path) -> None:
    assert Settings.load({"QUADRILLE_STACK_DIR": str(tmp_path)}).run == tmp_path / "run"
