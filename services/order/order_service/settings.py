"""What can be set about the order service."""

from typing import Literal

from common.settings import ServiceSettings
from pydantic import Field


class Settings(ServiceSettings):
    """Read from the environment; every name in upper case."""

    currency: str = Field("KRW", pattern="^[A-Z]{3}$")
    payment_deadline_seconds: float = Field(30.0, gt=0)
    order_lock_scope: Literal["product", "customer"] = "product"
    order_lock_seconds: float = Field(30.0, gt=0)
    order_lock_least_seconds: float = Field(2.0, ge=0)
    intake_waiting: int = Field(200, ge=1)
    intake_unsettled_least: int = Field(300, ge=1)
    intake_settle_seconds: float = Field(0.4, gt=0)
