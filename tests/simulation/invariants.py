"""What must hold when everything has come to rest: of handling here, of streams, money and stories beside it."""

from collections import Counter
from collections.abc import Iterator

from tests.simulation.money import is_settled, ledger_agrees, provider_agrees
from tests.simulation.stories import stories_hold
from tests.simulation.streams import state, states_at_hand_are_true, streams_are_whole, topics_are_whole
from tests.simulation.world import World


def what_is_wrong(world: World) -> list[str]:
    """Each in a sentence; none, one hopes."""
    wrong = [*_events_are_handled_once(world)]
    for service in (world.order, world.payment):
        wrong += [*streams_are_whole(service), *topics_are_whole(service, world.broker)]
        wrong += [*states_at_hand_are_true(service)]
    for stream in sorted({row[1] for row in world.order.tables.events}):
        order, payment = state(world.order, stream), state(world.payment, stream)
        found = [*is_settled(order, payment), *provider_agrees(world.provider, stream, payment)]
        found += [*ledger_agrees(world.payment.tables.ledger, stream, order), *stories_hold(world, stream, order)]
        wrong += [f"order {stream.int}: {sentence}" for sentence in found]
    return wrong


def _events_are_handled_once(world: World) -> Iterator[str]:
    said = {service.name: service.tables.events for service in (world.order, world.payment)}
    for service in world.services:
        owners = {topic.split(".")[0] for topic, _ in service.consumer.places}
        due = Counter(row[0] for owner in owners for row in said[owner] if row[3] in service.wanted)
        handled = Counter(service.tables.handled)
        types = {row[0]: row[3] for rows in said.values() for row in rows}
        for event_id in (due - handled) + (handled - due):
            yield f"{service.name} handled {types.get(event_id, 'an event that nobody said')} {handled[event_id]} times"
