"""The end of every schedule: nothing breaks any more, and whatever is still on its way arrives."""

from itertools import cycle, islice

from tests.simulation.memory import finish
from tests.simulation.schedules import REPLICAS
from tests.simulation.world import World

MOST = 1000  # of anything there may be
ROUNDS = 100


def settle(world: World) -> None:
    """Go on until nothing happens any more, deadlines last. Raises AssertionError when there is no end to it."""
    for turn in islice(cycle(range(REPLICAS)), ROUNDS):
        before = _progress(world)
        for service in world.services:
            service.turn = turn
        _deliver_all(world)
        _call_all(world)
        if _progress(world) == before and not world.order.expire(0):
            for which in range(len(world.wire.asked)):  # what was sent and given up comes last
                world.wire.arrive(which)
            return
    raise AssertionError("it never comes to rest")


def _progress(world: World) -> tuple[int, ...]:
    return tuple(len(service.tables.events) + sum(service.consumer.at.values()) for service in world.services)


def _deliver_all(world: World) -> None:
    for service in world.services:
        for _ in range(REPLICAS):  # one that looks may only then hear that it leads no longer
            finish(service.relay.pass_on())
            finish(service.relay.look(MOST, saves=True))
        while service.consumer.aside:
            finish(service.consumer.replay(0))
        for place in service.consumer.places:
            finish(service.consumer.handle(place, MOST))
        service.consumer.ack()


def _call_all(world: World) -> None:
    payment = world.payment
    for which in range(len(payment.tables.jobs)):
        payment.ask(which)
    while payment.calls:
        payment.go_on(0)
