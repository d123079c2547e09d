"""What can be set about the payment service."""

from typing import Literal

from common.settings import ServiceSettings
from pydantic import Field


class Settings(ServiceSettings):
    """Read from the environment; every name in upper case."""

    payment_adapter: Literal["http", "inline"] = "http"
    payment_provider_url: str = "http://127.0.0.1:3900"
    provider_timeout_seconds: float = Field(3.0, gt=0)
    provider_concurrency: int = Field(64, ge=1)
    provider_circuit_threshold: int = Field(10, ge=1)
    provider_circuit_seconds: float = Field(2.0, gt=0)
