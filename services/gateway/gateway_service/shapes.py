"""What clients get of the gateway's own answers, from which the API's document is made."""

from typing import Any
from uuid import UUID

from common.details import Check, Details, Pool
from common.openapi import Money
from typing_extensions import TypedDict


class Offender(TypedDict):
    """An order that breaks a check, and how."""

    orderId: UUID
    what: str


class InvariantCheck(TypedDict):
    """One thing that must hold; `offenders` are the first hundred orders that break it."""

    name: str
    holds: bool
    expected: Money
    actual: Money
    offenders: list[Offender]


class LedgerView(TypedDict):
    """What the payment service has booked."""

    charged: Money
    refunded: Money
    kept: Money
    balanced: bool


class InvariantsView(TypedDict):
    """Whether all hold, as far as was looked: `checked` orders, of which `inFlight` may still change, the last of them
    `upTo`. Where there is a `next`, more are to be checked after it. `ledger`, and how many `orders` there are in all,
    are None in answers to `after`.
    """

    holds: bool
    checks: list[InvariantCheck]
    ledger: LedgerView | None
    orders: int | None
    checked: int
    inFlight: int
    upTo: UUID | None
    next: UUID | None


class ReplicaHealth(TypedDict):
    """One process of a service; without `details` it did not answer, and `error` says why."""

    replica: str
    ok: bool
    error: str | None
    details: Details | None


class HealthView(TypedDict):
    """How everything is, as this gateway sees it; `caughtUp`: it knows who is suspended."""

    ok: bool
    node: str
    caughtUp: bool
    checks: dict[str, Check]
    services: dict[str, list[ReplicaHealth]]


class PoolView(Pool):
    """Database connections of one process."""

    node: str


class PoolsView(TypedDict):
    """Database connections of every process that has some."""

    pools: list[PoolView]


class KafkaTestView(TypedDict):
    """A record that was written and read back, and how many ms each took."""

    topic: str
    partition: int
    offset: int
    writtenMs: float
    readMs: float


class OpenApiDocument(TypedDict):
    """An OpenAPI 3.1 document."""

    openapi: str
    info: dict[str, Any]
    paths: dict[str, Any]


class AsyncApiDocument(TypedDict):
    """An AsyncAPI 3.0 document."""

    asyncapi: str
    info: dict[str, Any]
    channels: dict[str, Any]
    operations: dict[str, Any]
