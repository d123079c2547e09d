"""What must hold when everything has come to rest: of streams and handling here, of money and stories beside it."""

from collections import Counter
from collections.abc import Iterator
from typing import TypeVar, cast
from uuid import UUID

from common import transaction
from common.commands import Decider

from tests.simulation.memory import Tx, finish
from tests.simulation.money import is_settled, ledger_agrees, provider_agrees
from tests.simulation.service import Service
from tests.simulation.stories import stories_hold
from tests.simulation.world import World

C = TypeVar("C")
S = TypeVar("S")


def what_is_wrong(world: World) -> list[str]:
    """Each in a sentence; none, one hopes."""
    wrong = [*_streams_are_whole(world), *_events_are_handled_once(world)]
    for stream in sorted({row[1] for row in world.order.tables.events}):
        order = _state(world.order.decider, world.order, stream)
        payment = _state(world.payment.decider, world.payment, stream)
        assert order is not None
        found = [*is_settled(order, payment), *provider_agrees(world.provider, stream, payment)]
        found += [*ledger_agrees(world.payment.tables.ledger, stream, order), *stories_hold(world, stream, order)]
        wrong += [f"order {stream.int}: {sentence}" for sentence in found]
    return wrong


def _state(decider: Decider[C, S], service: Service, stream: UUID) -> S:
    return finish(decider._load([stream], cast(transaction.Tx, Tx(service.tables))))[stream].state


def _streams_are_whole(world: World) -> Iterator[str]:
    for service in (world.order, world.payment):
        rows = service.tables.events
        versions: dict[UUID, list[int]] = {}
        for row in rows:
            versions.setdefault(row[1], []).append(row[2])
        for stream, numbers in versions.items():
            if numbers != list(range(1, len(numbers) + 1)):
                yield f"{service.name}'s stream {stream.int} has versions {numbers}"
        transactions = {(row[1], row[7], row[-1]) for row in rows}
        for (stream, cause), times in Counter((stream, cause) for stream, cause, _ in transactions).items():
            if times > 1:
                yield f"{service.name}'s stream {stream.int} has {times} effects of one cause, {cause}"


def _events_are_handled_once(world: World) -> Iterator[str]:
    said = {service.name: service.tables.events for service in (world.order, world.payment)}
    for service in world.services:
        owners = {topic.split(".")[0] for topic, _ in service.consumer.places}
        due = Counter(row[0] for owner in owners for row in said[owner] if row[3] in service.wanted)
        handled = Counter(service.tables.handled)
        types = {row[0]: row[3] for rows in said.values() for row in rows}
        for event_id in (due - handled) + (handled - due):
            yield f"{service.name} handled {types.get(event_id, 'an event that nobody said')} {handled[event_id]} times"
