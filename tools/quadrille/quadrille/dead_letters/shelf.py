"""The dead letters of services, each with what was done about it: read whole from Kafka, which is all there is."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from common.settlements import settlement
from common.topics import dead_letters_of, settled_of, with_dead_letters

from quadrille.dead_letters.letter import WAITING, Letter, LetterId
from quadrille.kafka.broker import Broker, NotThere


async def letters_of(broker: Broker, services: Iterable[str]) -> list[Letter]:
    """All letters of `services`, or of every service if there are none, the oldest first. Raises `NotThere`."""
    known = with_dead_letters(broker.topics)
    for service in services:
        if service not in known:
            raise NotThere(f"no service called {service} has dead letters, but {', '.join(known) or 'none at all'}")
    letters = [letter for service in services or known for letter in await _letters(broker, service)]
    return sorted(letters, key=lambda letter: int(letter.record.timestamp))


async def chosen(broker: Broker, ids: Sequence[LetterId], services: Sequence[str]) -> list[Letter]:
    """The letters numbered so, in that order; without numbers all that wait, of `services`. Raises `NotThere`."""
    if not ids:
        return [letter for letter in await letters_of(broker, services) if letter.state == WAITING]
    by_id = {letter.id: letter for letter in await letters_of(broker, {each.service for each in ids})}
    for each in ids:
        if each not in by_id:
            raise NotThere(f"there is no dead letter {each}, or no more: Kafka keeps them for 7 days")
    return [by_id[each] for each in ids]


async def _letters(broker: Broker, service: str) -> list[Letter]:
    settlements = defaultdict(list)
    for record in await broker.whole(settled_of(service)):
        settled = settlement(record)
        if settled is not None:
            settlements[settled.partition, settled.offset].append(settled)
    records = await broker.whole(dead_letters_of(service))
    return [Letter(service, record, settlements[record.partition, record.offset]) for record in records]
