"""What must hold of the tracker's stories: right in the end, never accusing, and the same however they were heard."""

from collections.abc import Iterator
from random import Random
from uuid import UUID

from order_service.state import Order, Status
from tracker_service.saga import Saga
from tracker_service.saga import Status as Told
from tracker_service.seen import Seen
from tracker_service.story import tell

from tests.simulation.world import World

TOLD = {Status.CONFIRMED: Told.COMPLETED, Status.CANCELLED: Told.COMPENSATED, Status.PAID: Told.PAID}


def stories_hold(world: World, stream: UUID, order: Order) -> Iterator[str]:
    """What is wrong with the tracker's story of one order, in sentences."""
    tables = world.tracker.tables
    heard = [seen for seen in tables.log.values() if seen.stream == stream]
    if not heard:
        yield "the tracker never heard of it"
        return
    saga, saved = tell(heard), tables.sagas[str(stream)]
    yield from (f"the tracker once told of a violation: {violation}" for violation in sorted(set(tables.violations)))
    yield from (f"{event.type} stays unexplained: {event.why}" for event in saga.unexplained)
    if (saga.status, saved["status"]) != (TOLD.get(order.status),) * 2:
        yield f"the order is {order.status}, but its saga is told as {saga.status} and saved as {saved['status']}"
    if saga.awaits_person != (order.status is Status.PAID):
        yield f"the order is {order.status}, but its saga awaits a person: {saga.awaits_person}"
    yield from _told_alike(heard, saga)


def _told_alike(heard: list[Seen], saga: Saga) -> Iterator[str]:
    random = Random(len(heard))
    shuffled = random.sample(heard, len(heard))
    if tell(shuffled) != saga:
        yield "heard in another order, it is told otherwise"
    part = tell(shuffled[: random.randint(1, len(heard))])
    yield from (f"half of it told a violation: {violation.type}, {violation.why}" for violation in part.violations)
