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

    consume_linger_seconds: float = Field(0.2, ge=0)
    """Seconds that the broker may let records gather; no saga waits for auth."""

    jwt_private_key_file: FilePath
    """The key that signs tokens: Ed25519, PEM; its key id is the thumbprint of RFC 7638."""
    jwks_file: FilePath | None = None
    """The public keys that gateways accept, JWKS, to be published with its own; without it only its own is."""
    jwt_expires_in: Annotated[timedelta, BeforeValidator(_duration), Field(le=timedelta(days=6))] = timedelta(hours=24)
    """How long a token is valid: `90s`, `15m`, `24h`, `6d`, or seconds; 6 days at most.

    That is shorter than topics are kept (7 days), from which gateways learn whose tokens to refuse.
    """
    jwt_issuer: str = "quadrille-auth"
    """Who a token says has made it; the gateways' must be the same."""
    jwt_audience: str = "quadrille"
    """Whom a token says it is for; the gateways' must be the same."""

    admin_email: Email | None = None
    """An administrator who is to exist from the start; set together with the password."""
    admin_password: SecretStr | None = Field(None, min_length=8, max_length=128)
    """The administrator's password."""

    argon2_time_cost: int = Field(2, ge=1)
    """Passes of argon2id, by OWASP's recommendation for servers; a change reaches a hash at the next login."""
    argon2_memory_kib: int = Field(19 * 1024, ge=8)
    """KiB of memory for one hash, by the same; two are made at once."""
    argon2_waiting: int = Field(100, ge=1)
    """Hashes that may wait for a thread; more get 503."""

    login_failures_per_account: int = Field(10, ge=1)
    """How many logins of one account may fail within the window."""
    login_failures_per_address: int = Field(100, ge=1)
    """How many logins from one address may fail within the window."""
    login_window_seconds: int = Field(300, ge=1)
    """That window, in seconds."""

    suspend_after_declines: int = Field(5, ge=1)
    """Declined payments within the window that suspend a user."""
    suspend_window_seconds: float = Field(600.0, gt=0)
    """That window, in seconds."""

    @model_validator(mode="after")
    def _names_the_administrator_whole(self) -> Self:
        if (self.admin_email is None) != (self.admin_password is None):
            raise ValueError("ADMIN_EMAIL and ADMIN_PASSWORD go together; set both or neither")
        return self
