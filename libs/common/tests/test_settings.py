"""Settings go by the names of the system Quadrille replaces."""

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
