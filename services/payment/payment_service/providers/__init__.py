"""Payment providers: a protocol, and the adapters that keep it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from payment_service.commands import Verdict


@dataclass(frozen=True, slots=True)
class Sum:
    """What is to be paid, by which method, for which order; `key` is the attempt's idempotency key."""

    key: str
    order_id: UUID
    amount: Decimal
    currency: str
    payment_method: str


@dataclass(frozen=True, slots=True)
class Voided:
    """The answer to a void: what had been charged under the key and its refund, or None and None."""

    charge_id: str | None
    refund_id: str | None


class Provider(Protocol):
    """Every method is idempotent by its key, and raises a transient error while it gets no answer."""

    async def charge(self, what: Sum) -> Verdict | None:
        """Take the money. None: the key was voided meanwhile, and whoever did that has the answer."""

    async def void(self, what: Sum) -> Voided:
        """Make sure that nothing is kept under the key, now or ever."""

    async def refund(self, what: Sum, charge_id: str) -> str:
        """Return the money of a charge; returns the refund's id."""


def key_of(order_id: UUID, attempt: int) -> str:
    """The idempotency key of an attempt: the same after a crash, another one for the next attempt."""
    return f"{order_id}:{attempt}"


def attempt_of(key: str, order_id: UUID) -> int:
    """The attempt that an idempotency key, or one derived from it, belongs to; 0 for a key that we never use."""
    order, _, rest = key.partition(":")
    number = rest.removesuffix(":refund")
    return int(number) if order == str(order_id) and number.isascii() and number.isdigit() else 0
