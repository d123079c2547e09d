"""What can be set about the payment service."""

from typing import Literal

from common.settings import ServiceSettings
from pydantic import Field


class Settings(ServiceSettings):
    """Read from the environment; every name in upper case."""

    payment_adapter: Literal["http", "inline"] = "http"
    """Who decides on charges: a provider over HTTP, or this service by itself, for trials without one."""
    payment_provider_url: str = "http://127.0.0.1:3900"
    """The provider's base URL."""
    provider_timeout_seconds: float = Field(3.0, gt=0)
    """Seconds for one call of the provider."""
    provider_concurrency: int = Field(64, ge=1)
    """Calls under way at once, a process."""
    provider_circuit_threshold: int = Field(10, ge=1)
    """Failures in a row that open the circuit, so that no more calls are made."""
    provider_circuit_seconds: float = Field(2.0, gt=0)
    """Seconds for which it stays open."""
