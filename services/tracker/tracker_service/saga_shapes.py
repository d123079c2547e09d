"""Sagas and flows as clients get to see them, from which the API's document is made."""

from datetime import datetime
from uuid import UUID

from typing_extensions import TypedDict

from tracker_service.saga import Status, StepStatus


class StepView(TypedDict):
    """One event of a saga, named after its type, from its cause (`startedAt`) to itself."""

    name: str
    service: str
    node: str
    status: StepStatus
    startedAt: datetime
    endedAt: datetime
    durationMs: float
    eventId: UUID


class ViolationView(TypedDict):
    """An event that broke the protocol, or that nothing explained in time; `state` is what it met."""

    eventId: UUID
    type: str
    state: str
    time: datetime
    why: str


class Told(TypedDict):
    """What status and lists have in common."""

    sagaId: UUID
    correlationId: UUID
    orderId: UUID
    userId: UUID
    status: Status
    failureReason: str | None
    startedAt: datetime
    endedAt: datetime | None
    durationMs: float | None
    violations: list[ViolationView]


class SagaView(Told):
    """A whole saga; `otherSagas` are the older ones of its correlation id."""

    steps: list[StepView]
    otherSagas: list[UUID]


class SagaSummary(Told):
    """A saga in a list: without its steps, which its status has; `ageMs` is how long ago it started."""

    ageMs: float


class SagaPage(TypedDict):
    """A page of a list; `nextCursor` is None on the last."""

    items: list[SagaSummary]
    nextCursor: str | None


class LastEvent(TypedDict):
    """The event that a flow has come to, in causal order."""

    id: UUID
    type: str
    source: str
    node: str
    time: datetime


class FlowView(TypedDict):
    """A saga in flight by its newest event, out of `events`; nothing was heard of it for `idleMs`."""

    correlationId: UUID
    sagaId: UUID
    orderId: UUID
    userId: UUID
    status: Status
    lastEvent: LastEvent
    events: int
    startedAt: datetime
    ageMs: float
    idleMs: float


class FlowPage(TypedDict):
    """A page of a list; `nextCursor` is None on the last."""

    items: list[FlowView]
    nextCursor: str | None
