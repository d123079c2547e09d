"""What the tracker does about a batch of events: log it, and tell the sagas it touches anew."""

from collections.abc import Sequence
from functools import partial

import structlog
from common.choreography import topics_of, when
from common.contracts import EVENTS
from common.envelope import Received
from common.transaction import Tx

from tracker_service import event_log, metrics, read_model
from tracker_service.protocol import SAGA_SOURCES
from tracker_service.saga import Saga, Violation
from tracker_service.story import tell

TOPICS = topics_of(EVENTS)

log = structlog.get_logger(__name__)


@when(*EVENTS)
async def handle(tx: Tx, received: Sequence[Received]) -> None:
    """When anything happened, write it down, because the tracker's whole task is to be asked about it later."""
    read_model.lock(tx)
    event_log.add(tx, received)
    touched = {event.stream for event in received if event.source in SAGA_SOURCES}
    if touched:
        known = await event_log.of_sagas(tx, touched)
        sagas = [tell(each.events) for each in known]
        await _report_violations(tx, [saga for saga in sagas if saga.violations])
        read_model.save(tx, sagas)
        before = [each.status for each in known]
        tx.after_commit.append(lambda: metrics.told(zip(before, sagas, strict=True)))


async def _report_violations(tx: Tx, sagas: Sequence[Saga]) -> None:
    known = await read_model.violations_of(tx, sagas) if sagas else set()
    for saga in sagas:
        for violation in saga.violations:
            if violation.event_id not in known:
                tx.after_commit.append(partial(_report, saga, violation))


def _report(saga: Saga, violation: Violation) -> None:
    metrics.VIOLATIONS.labels(violation.type).inc()
    log.error(
        "protocol violation",
        saga_id=saga.saga_id,
        correlation_id=saga.correlation_id,
        event_id=violation.event_id,
        type=violation.type,
        state=violation.state,
        why=violation.why,
    )
