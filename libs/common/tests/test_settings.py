"""Settings go by the names of the system Quadrille replaces."""

from pathlib import Path

import psycopg2.extensions
import pytest
from common.settings import ServiceSettings
from pydantic import ValidationError

NAMES = {
    "DATABASE_HOST": "db.example",
    "DATABASE_PORT": "5433",
    "DATABASE_NAME": "orders",
    "DATABASE_USERNAME": "someone",
    "DATABASE_PASSWORD": r"it's a \ secret",
    "KAFKA_BROKERS": "one:9092,two:9092",
    "KAFKA_CLIENT_ID": "somewhere",
    "REDIS_HOST": "cache.example",
    "REDIS_PORT": "6380",
    "NODE_NAME": "order-1",
    "HTTP_HOST": "0.0.0.0",
    "HTTP_PORT": "3101",
    "LOG_LEVEL": "debug",
}


def test_every_name_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in NAMES.items():
        monkeypatch.setenv(name, value)
    settings = ServiceSettings()
    assert {name: str(getattr(settings, name.lower())) for name in NAMES} == {**NAMES, "LOG_LEVEL": "DEBUG"}


@pytest.mark.parametrize("password", ["", "plain", r"it's a \ secret", "a=b c"])
def test_the_connection_string_says_what_the_settings_say(password: str) -> None:
    settings = ServiceSettings(database_password=password, database_name="orders", database_username="someone")
    said = psycopg2.extensions.parse_dsn(settings.dsn)
    assert {"user": "someone", "dbname": "orders", "connect_timeout": "5"}.items() <= said.items()
    assert said.get("password", "") == password


def test_a_level_that_does_not_exist_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", "loud")
    with pytest.raises(ValidationError, match="log_level"):
        ServiceSettings()


def test_a_secret_may_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("in a file\n")
    monkeypatch.setenv("DATABASE_PASSWORD_FILE", str(file))
    settings = ServiceSettings()
    assert settings.database_password == "in a file"
    assert "in a file" not in repr(settings)


def test_a_secret_that_is_given_twice_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KAFKA_PASSWORD", "one")
    monkeypatch.setenv("KAFKA_PASSWORD_FILE", str(tmp_path / "another"))
    with pytest.raises(ValueError, match="KAFKA_PASSWORD and KAFKA_PASSWORD_FILE are both set"):
        ServiceSettings()


def test_a_secret_whose_file_is_not_there_is_no_empty_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KAFKA_PASSWORD_FILE", str(tmp_path / "missing"))
    with pytest.raises(FileNotFoundError, match="missing"):
        ServiceSettings()


def test_what_a_setting_is_wrong_about_is_not_told_for_it_may_be_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAFKA_SASL_MECHANISM", "hunter2")
    with pytest.raises(ValidationError) as refused:
        ServiceSettings()
    assert "hunter2" not in str(refused.value)
