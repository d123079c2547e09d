"""A charge and a refund: as the record keeps them (a row) and as callers see them (a document)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from secrets import token_hex
from typing import Any, Self

from payment_sandbox.money import from_minor, to_minor


def _new_id(prefix: str) -> Callable[[], str]:
    return lambda: f"{prefix}_{token_hex(12)}"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What both have: whose money, how much, when (UTC, ISO 8601), and the key that it was asked for with."""

    idempotency_key: str
    order_id: str
    amount: Decimal
    currency: str
    created_at: str = field(default_factory=_now)

    def row(self) -> dict[str, Any]:
        return {**vars(self), "amount": to_minor(self.amount)}

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Self:
        return cls(**{**row, "amount": from_minor(row["amount"])})

    def document(self) -> dict[str, object]:
        return {
            "orderId": self.order_id,
            "amount": str(self.amount),
            "currency": self.currency,
            "status": "succeeded",
            "createdAt": self.created_at,
        }


@dataclass(frozen=True, kw_only=True)
class Charge(Entry):
    """Money taken from a customer."""

    payment_method: str
    id: str = field(default_factory=_new_id("ch"))

    def document(self) -> dict[str, object]:
        return {"id": self.id, **super().document()}


@dataclass(frozen=True, kw_only=True)
class Refund(Entry):
    """Money given back of one charge; the key is its own request's, or that of the voided charge."""

    charge_id: str
    id: str = field(default_factory=_new_id("re"))

    def document(self) -> dict[str, object]:
        return {"id": self.id, "chargeId": self.charge_id, **super().document()}
