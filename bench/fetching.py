"""Reading a topic with little work: one Fetch always waits at the broker, and its answer is taken apart by hand.

A library's consumer takes several times as much of the machine that is measured, for each answer has few records. Fetch
is asked for in version 4, the oldest that Kafka 4 speaks (KIP-896), with the fields that Kafka's protocol guide names.
"""

import asyncio
import struct
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import closing
from typing import Protocol

from aiokafka.errors import KafkaError, for_code
from aiokafka.record.memory_records import MemoryRecords

FETCH, VERSION, CLIENT = 1, 4, b"bench"
NOBODY, UNCOMMITTED = -1, 0  # a reader that is no replica, and wants what there is
WAIT_MS, AT_LEAST, AT_MOST = 1000, 1, 1 << 24  # answered with the first byte there is, at most with so many
AGAIN_SECONDS = 0.1  # after the broker went away

SIZE = struct.Struct(">i")
ASKED = struct.Struct(f">hhih{len(CLIENT)}siiiib")  # api, version, correlation id, client; then as named above
NAME = struct.Struct(">ih")  # how many topics or partitions, and how long is the name that follows
WANTED = struct.Struct(">iqi")  # partition, offset, at most how many bytes
THROTTLED = struct.Struct(">ii")  # correlation id, milliseconds
FOUND = struct.Struct(">ihqqi")  # partition, error, high watermark, last stable offset, aborted transactions
ABORTED = 16  # bytes that tell of an aborted transaction


class Record(Protocol):
    """What is read."""

    @property
    def key(self) -> bytes | None:
        """As it was written."""

    @property
    def headers(self) -> Sequence[tuple[str, bytes]]:
        """As they were written."""


class Fetching:
    """Reads on in a topic of which one broker has all partitions, from the offset of each."""

    def __init__(self, address: tuple[str, int], topic: str, offsets: dict[int, int]) -> None:
        self._address, self._topic, self._offsets = address, topic.encode(), offsets

    async def batches(self) -> AsyncGenerator[list[Record], None]:
        """New records as soon as there are some, without end; raises a `KafkaError` that is there to stay."""
        while True:
            try:
                reader, writer = await asyncio.open_connection(*self._address, limit=AT_MOST)
                with closing(writer):
                    while True:
                        writer.write(self._request())
                        (size,) = SIZE.unpack(await reader.readexactly(SIZE.size))
                        yield list(self._records(await reader.readexactly(size)))
            except (OSError, asyncio.IncompleteReadError, KafkaError) as error:
                if isinstance(error, KafkaError) and not error.retriable:
                    raise
                await asyncio.sleep(AGAIN_SECONDS)

    def _request(self) -> bytes:
        head = ASKED.pack(FETCH, VERSION, 0, len(CLIENT), CLIENT, NOBODY, WAIT_MS, AT_LEAST, AT_MOST, UNCOMMITTED)
        topic = NAME.pack(1, len(self._topic)) + self._topic + SIZE.pack(len(self._offsets))
        wanted = b"".join(WANTED.pack(partition, offset, AT_MOST) for partition, offset in self._offsets.items())
        return SIZE.pack(len(head) + len(topic) + len(wanted)) + head + topic + wanted

    def _records(self, answer: bytes) -> Iterator[Record]:
        at = THROTTLED.size + NAME.size + len(self._topic)
        (partitions,) = SIZE.unpack_from(answer, at)
        at += SIZE.size
        for _ in range(partitions):
            partition, error, _, _, aborted = FOUND.unpack_from(answer, at)
            if error:
                raise for_code(error)(f"partition {partition}")
            at += FOUND.size + max(aborted, 0) * ABORTED
            (size,) = SIZE.unpack_from(answer, at)
            at += SIZE.size
            yield from self._unpacked(partition, answer[at : at + size])
            at += size

    def _unpacked(self, partition: int, batches: bytes) -> Iterator[Record]:
        records = MemoryRecords(batches)
        while records.has_next():
            batch = records.next_batch()
            yield from batch
            self._offsets[partition] = batch.next_offset
