"""What can be asked of the payment of an order; what the provider said comes in with the command."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from common.choreography import asked_by
from common.contracts import (
    PaymentCompleted,
    PaymentFailed,
    PaymentMethod,
    PaymentRefunded,
    PaymentRefundRequested,
    PaymentRequested,
    PaymentVoided,
    PaymentVoidRequested,
)


@dataclass(frozen=True, slots=True)
class Approved:
    """The provider took the money."""

    charge_id: str


@dataclass(frozen=True, slots=True)
class Declined:
    """The provider will not take the money; `reason` is a stable code."""

    reason: str


@dataclass(frozen=True, slots=True)
class Silent:
    """The provider in process does not answer: nothing is taken, and the order will run into its deadline."""


Verdict = Approved | Declined


@dataclass(frozen=True, slots=True)
class Charge:
    """Take the money of an attempt. `verdict` is there when the provider decides in process."""

    order_id: UUID
    user_id: UUID
    attempt: int
    amount: Decimal
    currency: str
    payment_method: PaymentMethod
    verdict: Verdict | Silent | None


@dataclass(frozen=True, slots=True)
class Cancel:
    """The order is off up to attempt `attempt`: nothing of it may be kept."""

    order_id: UUID
    user_id: UUID
    attempt: int
    amount: Decimal
    currency: str


@asked_by(
    "provider: answer to a charge",
    after=[PaymentRequested, PaymentVoidRequested],
    says=[PaymentCompleted, PaymentFailed, PaymentRefundRequested],
    because="it was asked for the money; was the order cancelled meanwhile, it is asked for it back",
)
@dataclass(frozen=True, slots=True)
class RecordCharge:
    """Record what the provider said to a charge."""

    attempt: int
    verdict: Verdict


@asked_by(
    "provider: answer to a void",
    after=[PaymentVoidRequested, PaymentRefundRequested],
    says=[PaymentVoided, PaymentCompleted, PaymentRefunded],
    because="it was told to keep nothing",
)
@dataclass(frozen=True, slots=True)
class RecordVoid:
    """Record what the provider said to a void.

    It had charged already, and returned that; or it never will (both None).
    """

    attempt: int
    charge_id: str | None
    refund_id: str | None


@asked_by(
    "provider: answer to a refund",
    after=[PaymentRefundRequested],
    says=[PaymentRefunded],
    because="it was asked to return the money",
)
@dataclass(frozen=True, slots=True)
class RecordRefund:
    """Record that the provider returned the money."""

    attempt: int
    refund_id: str


Command = Charge | Cancel | RecordCharge | RecordVoid | RecordRefund
