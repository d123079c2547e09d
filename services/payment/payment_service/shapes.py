"""What this service tells of each order to whoever compares services."""

from datetime import datetime
from uuid import UUID

from common.audit import Told
from common.openapi import Money
from typing_extensions import TypedDict

from payment_service.jobs import Action


class Account(TypedDict):
    """Money taken and given back; what moved none is not counted."""

    charges: int
    charged: Money
    refunds: int
    refunded: Money


class AuditedAttempt(TypedDict):
    """One attempt by three accounts, which must agree; 0 has what belongs to no attempt.

    `asks` is what the provider is to be asked for by the events, `job` what it is being asked for. `provider` is None
    where the provider was never asked, or keeps no record.
    """

    attempt: int
    asks: Action | None
    job: Action | None
    events: Account
    ledger: Account
    provider: Account | None


class AuditedPayment(TypedDict):
    """The money of an order; `unbalanced` counts events whose ledger lines do not add up to zero, `lastAt` is the time
    of the newest of all that is told here."""

    orderId: UUID
    events: Told
    unbalanced: int
    attempts: list[AuditedAttempt]
    lastAt: datetime | None


class AuditPage(TypedDict):
    """All orders up to `upTo`, by their ids."""

    items: list[AuditedPayment]
    upTo: UUID
