"""Following topics: what is written of what is wanted, then what comes."""

import select
from collections import deque
from collections.abc import Callable, Collection

from aiokafka import TopicPartition

from quadrille.kafka.broker import Broker
from quadrille.topics.reading import history, news, spans
from quadrille.topics.seen import Seen
from quadrille.topics.wanted import Wanted

STDOUT = 1


async def tail(
    broker: Broker, partitions: Collection[TopicPartition], wanted: Wanted, show: Callable[[Seen], None]
) -> int:
    """Show what is wanted of partitions; returns how many records that were, when no more are to come."""
    consumer = await broker.consumer()
    kept = await spans(consumer, partitions, wanted)
    consumer.assign(partitions)
    for at, span in kept.items():
        consumer.seek(at, span.start)
    shown = 0
    newest: deque[Seen] = deque(maxlen=wanted.last)
    async for seen in history(consumer, kept):
        if not wanted.allows(seen):
            continue
        if wanted.last is not None:
            newest.append(seen)
        else:
            show(seen)
            shown += 1
    for seen in newest:
        show(seen)
    shown += len(newest)
    if not wanted.follow:
        return shown
    for at, span in kept.items():
        consumer.seek(at, span.end)
    async for batch in news(consumer, wanted.until):
        for seen in filter(wanted.allows, batch):
            show(seen)
            shown += 1
        if nobody_reads():
            break
    return shown


def nobody_reads() -> bool:
    """Whether standard output is a pipe that is closed; writing would tell, but there may be nothing to write."""
    pipe = select.poll()
    pipe.register(STDOUT, 0)
    return any(event & select.POLLERR for _, event in pipe.poll(0))
