"""Events as Kafka delivers them, and as the event log gives them back."""

from datetime import UTC, datetime
from uuid import UUID

from common.contracts import Event, UserSuspended, topic_of
from common.contracts.order import OrderEvent
from common.envelope import Received
from common.ids import new_id

from tracker_service.seen import Seen

START = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)


def received(
    event: Event, *, stream: UUID, version: int, correlation_id: UUID, causation_id: UUID, time: datetime
) -> Received:
    """An event as its owner's topic delivers it."""
    return Received(
        id=new_id(),
        stream=stream,
        version=version,
        event=event,
        correlation_id=correlation_id,
        causation_id=causation_id,
        traceparent=None,
        node=f"{event.owner}-1",
        time=time,
        source=event.owner,
        topic=topic_of(event.owner),
        partition=0,
        offset=version,
    )


def suspension(user_id: UUID, correlation_id: UUID) -> Received:
    """Something that auth says, which is part of no saga."""
    event = UserSuspended(user_id=user_id, reason="declined too often")
    return received(event, stream=user_id, version=1, correlation_id=correlation_id, causation_id=new_id(), time=START)


def seen_of(logged: Received) -> Seen:
    """What the log gives back of an event."""
    event = logged.event
    assert isinstance(event, OrderEvent)
    return Seen(
        id=logged.id,
        type=event.type,
        source=logged.source,
        node=logged.node,
        time=logged.time,
        stream=logged.stream,
        version=logged.version,
        correlation_id=logged.correlation_id,
        causation_id=logged.causation_id,
        user_id=event.user_id,
        attempt=getattr(event, "attempt", 1),
        reason=getattr(event, "reason", None),
        total_amount=getattr(event, "total_amount", None),
        currency=getattr(event, "currency", None),
        amount=getattr(event, "amount", None),
    )
