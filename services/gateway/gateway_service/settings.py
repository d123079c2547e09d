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
    """Read from the environment; every name in upper case."""

    auth_urls: Urls = ("http://127.0.0.1:3301",)
    """Base URLs of auth's replicas."""
    order_urls: Urls = ("http://127.0.0.1:3101",)
    """Base URLs of order's replicas."""
    payment_urls: Urls = ("http://127.0.0.1:3201",)
    """Base URLs of payment's replicas."""
    tracker_urls: Urls = ("http://127.0.0.1:3401",)
    """Base URLs of the tracker's replicas."""
    request_timeout_seconds: float = Field(4.5, gt=0)
    """Seconds for a request in all, its body and the service's answer.

    Five are promised, and the answer has to travel.
    """

    rate_limit_per_minute: int = Field(600, ge=0)
    """Requests of one user a minute, counted in Redis by all gateways together; 0: no limit."""
    audit_grace_seconds: float = Field(5.0, ge=0)
    """Seconds after which news of an order have reached every service, so that it can be judged."""
    cors_origins: Annotated[tuple[Origin, ...], NoDecode, BeforeValidator(_split)] = ()
    """Origins whose pages may use the API; `*`: all."""
    trusted_proxies: Annotated[tuple[IPvAnyNetwork, ...], NoDecode, BeforeValidator(_split)] = LOOPBACK
    """Networks whose X-Real-IP is believed."""

    jwks_file: FilePath
    """The public keys of tokens, JWKS, several while keys are rotated; read again within a second of a change."""
    jwt_issuer: str = "quadrille-auth"
    """Who a token must say has made it."""
    jwt_audience: str = "quadrille"
    """Whom a token must say it is for."""
