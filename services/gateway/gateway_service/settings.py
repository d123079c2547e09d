"""What can be set about the gateway."""

from ipaddress import ip_network
from typing import Annotated

from common.settings import ServiceSettings
from pydantic import BeforeValidator, Field, FilePath, IPvAnyNetwork, StringConstraints
from pydantic_settings import NoDecode


def _split(text: object) -> object:
    return [part.strip().rstrip("/") for part in text.split(",") if part.strip()] if isinstance(text, str) else text


Url = Annotated[str, StringConstraints(pattern=r"^https?://[^/\s]+$")]
Origin = Annotated[str, StringConstraints(pattern=r"^(\*|https?://[^/\s]+)$")]
Urls = Annotated[tuple[Url, ...], NoDecode, BeforeValidator(_split), Field(min_length=1)]


LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


class Settings(ServiceSettings):
    """Read from the environment; every name in upper case. The URLs are base URLs of replicas, comma separated."""

    auth_urls: Urls = ("http://127.0.0.1:3301",)
    order_urls: Urls = ("http://127.0.0.1:3101",)
    payment_urls: Urls = ("http://127.0.0.1:3201",)
    tracker_urls: Urls = ("http://127.0.0.1:3401",)
    request_timeout_seconds: float = Field(4.5, gt=0)  # five are promised, and the answer has to travel

    rate_limit_per_minute: int = Field(600, ge=0, description="requests of one user; 0: no limit")
    audit_grace_seconds: float = Field(5.0, ge=0, description="that old news have reached every service")
    cors_origins: Annotated[tuple[Origin, ...], NoDecode, BeforeValidator(_split)] = ()
    trusted_proxies: Annotated[tuple[IPvAnyNetwork, ...], NoDecode, BeforeValidator(_split)] = LOOPBACK

    jwks_file: FilePath
    jwt_issuer: str = "quadrille-auth"
    jwt_audience: str = "quadrille"
