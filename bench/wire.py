"""A load that takes little of the machine it measures: prepared requests on kept connections, one at a time on each.

A client library would take longer over a request than the gateway does. Of an answer only status and length are read.
"""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

END_OF_HEAD = b"\r\n\r\n"
CONTENT_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)")
LAST_ON_ITS_CONNECTION = b"\r\nconnection: close"
BROKEN_OFF = 0  # stands for the status of an answer that did not come
PATIENCE_SECONDS = 10.0  # nginx answers within six, whatever is behind it


@dataclass
class Answers:
    """What came back within `seconds`: how many of each status, and after how many seconds each."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)


def prepared(method: str, path: str, token: str, body: bytes = b"") -> bytes:
    """A request as it goes over the wire."""
    lines = [f"{method} {path} HTTP/1.1", "Host: bench", f"Authorization: Bearer {token}"]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + END_OF_HEAD + body


async def drive(address: tuple[str, int], requests: Iterator[bytes], *, connections: int, seconds: float) -> Answers:
    """Ask for `seconds` on so many connections at once. Raises `TimeoutError` when an answer fails to come."""
    answers, begun = Answers(), time.perf_counter()
    async with asyncio.timeout(seconds + PATIENCE_SECONDS):
        await asyncio.gather(*(_ask(address, requests, answers, begun + seconds) for _ in range(connections)))
    answers.seconds = time.perf_counter() - begun
    return answers


async def _ask(address: tuple[str, int], requests: Iterator[bytes], answers: Answers, end: float) -> None:
    loop = asyncio.get_running_loop()
    while time.perf_counter() < end:  # a connection at a time, for nginx closes each after a thousand requests
        transport, connection = await loop.create_connection(lambda: _Connection(requests, answers, end), *address)
        connection.ask(transport)
        await connection.lost


class _Connection(asyncio.Protocol):
    """Asks, waits for the answer and asks again, until the time is up or nginx says that it closes."""

    def __init__(self, requests: Iterator[bytes], answers: Answers, end: float) -> None:
        self._requests, self._answers, self._end = requests, answers, end
        self._received, self._asked = b"", 0.0
        self.lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def ask(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._asked = time.perf_counter()
        transport.write(next(self._requests))

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, end_of_head, body = self._received.partition(END_OF_HEAD)
        head = head.lower()
        length = CONTENT_LENGTH.search(head) if end_of_head else None
        if length is None or len(body) < int(length[1]):
            return
        self._received = b""
        self._note(int(head[9:12]))
        if time.perf_counter() >= self._end or LAST_ON_ITS_CONNECTION in head:
            self._transport.close()
        else:
            self.ask(self._transport)

    def connection_lost(self, _: Exception | None) -> None:
        if self._asked:
            self._note(BROKEN_OFF)
        self.lost.set_result(None)

    def _note(self, status: int) -> None:
        self._answers.times.append(time.perf_counter() - self._asked)
        self._answers.statuses[status] += 1
        self._asked = 0.0
