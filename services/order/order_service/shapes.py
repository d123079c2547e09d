"""What clients get to see: the shapes of this service's answers, from which the API's document is made."""

from datetime import datetime
from uuid import UUID

from common.audit import Told
from common.contracts import Confirmation, PaymentMethod
from common.openapi import Money
from typing_extensions import TypedDict

from order_service.state import Status


class ItemView(TypedDict):
    """One line of an order; `price` is for one piece."""

    productId: str
    productName: str
    quantity: int
    price: Money


class OrderView(TypedDict):
    """An order; its saga has the same id."""

    id: UUID
    sagaId: UUID
    correlationId: UUID
    userId: UUID
    status: Status
    version: int
    totalAmount: Money
    currency: str
    items: list[ItemView]
    shippingAddress: str | dict[str, str]
    paymentMethod: PaymentMethod
    confirmation: Confirmation
    node: str
    gateway: str
    failureReason: str | None
    createdAt: datetime
    updatedAt: datetime
    confirmedAt: datetime | None
    cancelledAt: datetime | None


class OrderPage(TypedDict):
    """A page of a list; `nextCursor` is None on the last."""

    items: list[OrderView]
    nextCursor: str | None


class Accepted(TypedDict):
    """An intervention that was carried out; `requestId` is the correlation id of the request."""

    sagaId: UUID
    requestId: UUID


class LockTest(TypedDict):
    """Whether a product's lock could be taken, and how long that took."""

    key: str
    acquired: bool
    tookMs: float


class LockStatus(TypedDict):
    """A product's lock. `owner` is the id of the order that holds it, where the caller may know of that order."""

    key: str
    locked: bool
    ttlMs: int
    owner: str | None


class SagaCreationTest(TypedDict):
    """What became of several orders of one product placed at once: one is created."""

    asked: int
    created: int
    refused: int
    orderIds: list[UUID]
    tookMs: float


class TotalsView(TypedDict):
    """This service's side of the invariants; `unsettled` are orders beyond their deadline, a hundred at most.

    `movingTotal` is what the orders come to whose payment is awaited, or which changed just now.
    """

    confirmedTotal: Money
    confirmedCount: int
    paidTotal: Money
    movingTotal: Money
    orders: int
    unsettled: list[UUID]
    currency: str


class AuditedRow(TypedDict):
    """An order by the table of orders."""

    status: Status
    version: int
    attempt: int
    totalAmount: Money


class AuditedOrder(TypedDict):
    """An order by its events, and its row; None is what no event, or no row, tells. `deadline` is of its payment."""

    orderId: UUID
    status: Status | None
    attempt: int
    totalAmount: Money | None
    currency: str | None
    deadline: datetime | None
    events: Told
    row: AuditedRow | None


class AuditPage(TypedDict):
    """All orders up to `upTo`, by their ids."""

    items: list[AuditedOrder]
    upTo: UUID
