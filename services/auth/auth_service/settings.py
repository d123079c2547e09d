"""What can be set about the auth service."""

import re
from datetime import timedelta
from typing import Annotated, Self

from common.settings import ServiceSettings
from pydantic import BeforeValidator, Field, FilePath, SecretStr, model_validator
from pydantic_settings import SettingsConfigDict

from auth_service.texts import Email

_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400}


def _duration(value: object) -> object:
    """`24h`, `15m`, `90s`, `7d`, or a bare number of seconds."""
    if not isinstance(value, str):
        return value
    matched = re.fullmatch(r"([1-9][0-9]{0,7})([smhd]?)", value.strip())
    if matched is None:
        raise ValueError("must be a number of seconds, or a number with s, m, h or d, such as 24h")
    return timedelta(seconds=int(matched[1]) * _SECONDS[matched[2]])


class Settings(ServiceSettings):
    """Read from the environment; every name in upper case."""

    model_config = SettingsConfigDict(hide_input_in_errors=True)

    consume_linger_seconds: float = Field(0.2, ge=0)  # no saga waits for auth

    jwt_private_key_file: FilePath
    jwks_file: FilePath | None = None
    # Shorter than topics are kept (7 days), from which gateways learn whose tokens to refuse.
    jwt_expires_in: Annotated[timedelta, BeforeValidator(_duration), Field(le=timedelta(days=6))] = timedelta(hours=24)
    jwt_issuer: str = "quadrille-auth"
    jwt_audience: str = "quadrille"

    admin_email: Email | None = None
    admin_password: SecretStr | None = Field(None, min_length=8, max_length=128)

    # argon2id, by OWASP's recommendation for servers; a change reaches a user's hash at the next login.
    argon2_time_cost: int = Field(2, ge=1)
    argon2_memory_kib: int = Field(19 * 1024, ge=8)
    argon2_waiting: int = Field(100, ge=1)

    # How many logins may fail within the window, of one account and from one address.
    login_failures_per_account: int = Field(10, ge=1)
    login_failures_per_address: int = Field(100, ge=1)
    login_window_seconds: int = Field(300, ge=1)

    suspend_after_declines: int = Field(5, ge=1)
    suspend_window_seconds: float = Field(600.0, gt=0)

    @model_validator(mode="after")
    def _names_the_administrator_whole(self) -> Self:
        if (self.admin_email is None) != (self.admin_password is None):
            raise ValueError("ADMIN_EMAIL and ADMIN_PASSWORD go together; set both or neither")
        return self
