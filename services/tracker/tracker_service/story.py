"""From the events of one saga to its story: pure, and the same in whatever order they arrived.

Only what is causally complete is judged. An event is set aside as unexplained, and the story goes on without it, while

- an earlier event of its service, or its cause, is missing or set aside itself; or
- it needs something of the other service that was not seen, and neither was its cause, which may have been just that.

Anything else that does not fit is a violation: recorded, passed over, and the story goes on.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from tracker_service.causality import causal_order
from tracker_service.progress import PAID, Misfit, Progress
from tracker_service.protocol import FAILURES, LEADS, SAGA_SOURCES, UNDOES
from tracker_service.saga import ENDED, Saga, Status, Step, StepStatus, Violation
from tracker_service.seen import Seen


def tell(events: Collection[Seen]) -> Saga:
    """The story of one saga, from all that is known of it: at least one event, all of one stream."""
    ordered = causal_order(events)
    telling = _Telling({event.id: event for event in ordered})
    for event in ordered:
        telling.hear(event)
    first = next((event for event in ordered if event.type == "order.placed"), ordered[0])
    return Saga(
        saga_id=first.stream,
        correlation_id=first.correlation_id,
        user_id=first.user_id,
        status=telling.status,
        awaits_person=telling.progress.order == PAID,
        total_amount=first.total_amount,
        currency=first.currency,
        failure_reason=telling.failure_reason,
        node=first.node,
        started_at=first.time,
        updated_at=max(event.time for event in ordered),
        ended_at=telling.ended_at,
        violations=tuple(telling.violations),
        unexplained=tuple(telling.unexplained.values()),
        cancelled_at=telling.cancelled_at,
        refunded=telling.refunded,
        steps=tuple(map(telling.step, ordered)),
    )


class _Telling:
    """What the teller keeps in mind from one event to the next."""

    def __init__(self, known: dict[UUID, Seen]) -> None:
        self.known = known
        self.progress = Progress()
        self.versions = dict.fromkeys(SAGA_SOURCES, 0)  # the newest judged, by service
        self.violations: list[Violation] = []
        self.unexplained: dict[UUID, Violation] = {}
        self.status = Status.STARTED
        self.ended_at: datetime | None = None
        self.failure_reason: str | None = None
        self.cancelled_at: datetime | None = None
        self.refunded = Decimal(0)

    def hear(self, event: Seen) -> None:
        state = self.progress.of(event)
        misfit = self._missing(event) or self._judge(event)
        if misfit is not None and not misfit.certain:
            self.unexplained[event.id] = Violation(event.id, event.type, state, event.time, misfit.why)
            return
        self.versions[event.source] = max(event.version, self.versions[event.source])
        if misfit is not None:
            self.violations.append(Violation(event.id, event.type, state, event.time, misfit.why))
        else:
            self._note(event)

    def step(self, event: Seen) -> Step:
        cause = self.known.get(event.causation_id, event)
        return Step(
            name=event.type,
            service=event.source,
            node=event.node,
            status=_status_of(event.type),
            started_at=min(cause.time, event.time),  # clocks of two machines may disagree
            ended_at=event.time,
            event_id=event.id,
        )

    def _missing(self, event: Seen) -> Misfit | None:
        if event.version > self.versions[event.source] + 1:
            return Misfit(f"{event.source}'s event before it is missing or unexplained", certain=False)
        if event.causation_id in self.unexplained:
            return Misfit("its cause is unexplained", certain=False)
        return None

    def _judge(self, event: Seen) -> Misfit | None:
        if event.version <= self.versions[event.source]:
            return Misfit(f"{event.source} had said its version {event.version} already", certain=True)
        misfit = self.progress.advance(event)
        return replace(misfit, certain=True) if misfit and event.causation_id in self.known else misfit

    def _note(self, event: Seen) -> None:
        if event.source == LEADS:
            self.failure_reason = event.reason  # only order.cancelled has one
            self.cancelled_at = (self.cancelled_at or event.time) if event.type == "order.cancelled" else None
        if event.type == "payment.refunded":
            self.refunded += event.amount or 0
        if (status := self.progress.status) is not self.status:
            self.status = status
            self.ended_at = event.time if status in ENDED else None


def _status_of(event_type: str) -> StepStatus:
    if event_type in FAILURES:
        return StepStatus.FAILED
    return StepStatus.COMPENSATED if event_type in UNDOES else StepStatus.COMPLETED
