"""What an operator asks for by name or place, or is told in a sentence that it is not there."""

from collections.abc import Sequence

from aiokafka import TopicPartition

from quadrille.kafka.broker import Broker, NotThere
from quadrille.topics.seen import Seen
from quadrille.topics.state import kind_of
from quadrille.topics.survey import survey


def partitions(broker: Broker, names: Sequence[str]) -> list[TopicPartition]:
    """Those of the topics, or of all topics of events where none is named. Raises `NotThere`."""
    chosen = names or sorted(name for name in broker.topics if kind_of(name) == "events")
    if not chosen:
        raise NotThere("there is no topic of events yet; services make theirs when they start")
    return [at for name in chosen for at in broker.partitions(name)]


async def record(broker: Broker, name: str, partition: int, offset: int) -> Seen:
    """The record at one place. Raises `NotThere`, which says what is there instead."""
    (topic,) = await survey(broker, [name])
    part = next((each for each in topic.parts if each.number == partition), None)
    if part is None:
        raise NotThere(f"{name} has the partitions 0 to {len(topic.parts) - 1}, and no {partition}")
    found = await broker.at(name, partition, offset)
    if found is None:
        kept = f"keeps the offsets {part.first} to {part.end - 1}" if part.kept else "keeps no record"
        raise NotThere(f"partition {partition} of {name} {kept}, and there is no {offset}")
    return Seen(found)
