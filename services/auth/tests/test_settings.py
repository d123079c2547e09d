"""Settings: what the environment may say."""

from datetime import timedelta
from pathlib import Path

import pytest
from auth_service.settings import Settings
from pydantic import ValidationError


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, key_file: Path) -> None:
    for name in ("ADMIN_EMAIL", "ADMIN_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("JWT_PRIVATE_KEY_FILE", str(key_file))


@pytest.mark.parametrize(
    ("written", "meant"),
    [("24h", timedelta(days=1)), ("15m", timedelta(minutes=15)), ("3600", timedelta(hours=1)), ("6d", timedelta(6))],
)
def test_a_lifetime_is_written_with_a_unit_or_in_seconds(
    monkeypatch: pytest.MonkeyPatch, written: str, meant: timedelta
) -> None:
    monkeypatch.setenv("JWT_EXPIRES_IN", written)
    assert Settings().jwt_expires_in == meant


def test_no_token_outlives_the_topic_that_tells_whose_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JWT_EXPIRES_IN", "7d")
    with pytest.raises(ValidationError, match="jwt_expires_in"):
        Settings()


@pytest.mark.parametrize("written", ["0", "-1", "1w", "1.5h", "soon", ""])
def test_a_lifetime_that_means_nothing_is_refused(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("JWT_EXPIRES_IN", written)
    with pytest.raises(ValidationError, match="such as 24h"):
        Settings()


def test_an_administrator_without_a_password_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMIN_EMAIL", "admin@example.org")
    with pytest.raises(ValidationError, match="set both or neither"):
        Settings()


def test_a_password_never_shows_in_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMIN_EMAIL", "nobody")
    monkeypatch.setenv("ADMIN_PASSWORD", "hunter2")
    with pytest.raises(ValidationError) as refused:
        Settings()
    assert "hunter2" not in str(refused.value)
