"""Reading several topics as one: what is written so far in the order of time, then what comes."""

from collections import deque
from collections.abc import AsyncGenerator, Collection, Mapping
from datetime import datetime
from heapq import merge
from typing import NamedTuple

from aiokafka import AIOKafkaConsumer, TopicPartition
from common.clock import now
from common.reading import POLL_MS

from quadrille.topics.moment import milliseconds
from quadrille.topics.seen import Seen, Written
from quadrille.topics.wanted import Wanted


class Span(NamedTuple):
    """The offsets of a partition from `start` to before `end`."""

    start: int
    end: int


async def spans(
    consumer: AIOKafkaConsumer, partitions: Collection[TopicPartition], wanted: Wanted
) -> dict[TopicPartition, Span]:
    """Where what is wanted lies, as far as partitions are written now."""
    first, end = await consumer.beginning_offsets(partitions), await consumer.end_offsets(partitions)
    if wanted.only_news:
        start = end
    elif wanted.begin is not None:
        start = await _at(consumer, wanted.begin, end)
    else:
        start = first
    stop = end if wanted.until is None else await _at(consumer, wanted.until, end)
    if wanted.last is not None and wanted.whole:
        start = {at: max(start[at], stop[at] - wanted.last) for at in partitions}
    return {at: Span(start[at], max(start[at], stop[at])) for at in partitions}


async def history(consumer: AIOKafkaConsumer, spans: Mapping[TopicPartition, Span]) -> AsyncGenerator[Seen, None]:
    """The records of `spans`, at whose starts the consumer is, by time; those of a partition in its own order."""
    waiting: dict[TopicPartition, deque[Seen]] = {at: deque() for at in spans}
    while True:
        empty = [at for at in spans if not waiting[at] and await consumer.position(at) < spans[at].end]
        if empty:
            for at, records in (await _fetched(consumer, empty)).items():
                waiting[at].extend(Seen(record) for record in records if record.offset < spans[at].end)
            continue
        left = [records for records in waiting.values() if records]
        if not left:
            return
        while all(left):  # an empty one may have an earlier record that is not read yet
            yield min(left, key=lambda records: records[0].time).popleft()


async def news(consumer: AIOKafkaConsumer, until: datetime | None) -> AsyncGenerator[list[Seen], None]:
    """The records as they come, some at a time or none for a while, until that moment."""
    while until is None or now() < until:
        found = await _fetched(consumer, consumer.assignment())
        yield list(merge(*(map(Seen, records) for records in found.values()), key=lambda seen: seen.time))


async def _fetched(
    consumer: AIOKafkaConsumer, partitions: Collection[TopicPartition]
) -> Mapping[TopicPartition, list[Written]]:
    """What has come. Raises `KafkaError` when nothing comes because nobody answers, of which fetching says nothing."""
    found: Mapping[TopicPartition, list[Written]] = await consumer.getmany(*partitions, timeout_ms=POLL_MS)
    if not found:
        await consumer.end_offsets(partitions)
    return found


async def _at(
    consumer: AIOKafkaConsumer, moment: datetime, end: Mapping[TopicPartition, int]
) -> dict[TopicPartition, int]:
    """Where what was written from that moment on begins."""
    found = await consumer.offsets_for_times(dict.fromkeys(end, milliseconds(moment)))
    return {at: found[at].offset if found[at] is not None else end[at] for at in end}
