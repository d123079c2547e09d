"""What can be set about the order service."""

from typing import Literal

from common.settings import ServiceSettings
from pydantic import Field


class Settings(ServiceSettings):
    """Read from the environment; every name in upper case."""

    currency: str = Field("KRW", pattern="^[A-Z]{3}$")
    """The currency of all orders, by ISO 4217."""
    payment_deadline_seconds: float = Field(30.0, gt=0)
    """Seconds from placing or reopening an order until it is cancelled unpaid."""
    order_lock_scope: Literal["product", "customer"] = "product"
    """Whose unsettled orders stand in the way of another of the product: anybody's, or the customer's own."""
    order_lock_seconds: float = Field(30.0, gt=0)
    """Seconds after which the lock of a product lapses, whatever became of its order."""
    order_lock_least_seconds: float = Field(2.0, ge=0)
    """Seconds for which it is held at least."""
    intake_waiting: int = Field(200, ge=1)
    """Commands that may wait for a transaction, a process; more get 503."""
    intake_unsettled_least: int = Field(300, ge=1)
    """Unsettled orders of a process that are never too many."""
    intake_settle_seconds: float = Field(0.6, gt=0)
    """While many settle, no more orders are taken in than will within these seconds; more than the provider takes."""
