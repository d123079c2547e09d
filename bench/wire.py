"""A load that takes little of the machine it measures: prepared requests on kept connections, one at a time on each.

A client library would take longer over a request than the gateway does. Of an answer only status and length are read.
"""

import asyncio
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

END_OF_HEAD = b"\r\n\r\n"
CONTENT_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)")
LAST_ON_ITS_CONNECTION = b"\r\nconnection: close"
BROKEN_OFF = 0  # stands for the status of an answer that did not come
PATIENCE_SECONDS = 10.0  # nginx answers within six, whatever is behind it


class Answer(NamedTuple):
    """What came back: the head in lower case, the body as it is."""

    status: int
    head: bytes = b""
    body: bytes = b""


@dataclass
class Answers:
    """What came back within `seconds`: by status, after how many seconds each."""

    seconds: float = 0.0
    times: defaultdict[int, list[float]] = field(default_factory=lambda: defaultdict(list))

    @property
    def statuses(self) -> Counter[int]:
        """How many of each status."""
        return Counter({status: len(times) for status, times in self.times.items()})


def prepared(method: str, path: str, token: str, body: bytes = b"") -> bytes:
    """A request as it goes over the wire."""
    lines = [f"{method} {path} HTTP/1.1", "Host: bench", f"Authorization: Bearer {token}"]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + END_OF_HEAD + body


class Line:
    """A kept connection that takes a request at a time; nginx closes it after a thousand, and it is made anew."""

    def __init__(self, address: tuple[str, int]) -> None:
        self._address = address
        self._connection: _Connection | None = None

    async def ask(self, request: bytes) -> Answer:
        """Send a prepared request and return the answer, of the status `BROKEN_OFF` if none came."""
        if self._connection is None or self._connection.over:
            try:
                transport, made = await asyncio.get_running_loop().create_connection(_Connection, *self._address)
            except OSError:
                return Answer(BROKEN_OFF)
            made.transport, self._connection = transport, made
        return await self._connection.ask(request)

    def close(self) -> None:
        """Close the connection, if there is one."""
        if self._connection is not None:
            self._connection.close()


async def drive(address: tuple[str, int], requests: Iterator[bytes], *, connections: int, seconds: float) -> Answers:
    """Ask for `seconds` on so many connections at once. Raises `TimeoutError` when an answer fails to come."""
    answers, begun = Answers(), time.perf_counter()
    async with asyncio.timeout(seconds + PATIENCE_SECONDS):
        await asyncio.gather(*(_ask(address, requests, answers, begun + seconds) for _ in range(connections)))
    answers.seconds = time.perf_counter() - begun
    return answers


async def _ask(address: tuple[str, int], requests: Iterator[bytes], answers: Answers, end: float) -> None:
    line = Line(address)
    while (asked := time.perf_counter()) < end:
        answer = await line.ask(next(requests))
        answers.times[answer.status].append(time.perf_counter() - asked)
    line.close()


class _Connection(asyncio.Protocol):
    """One connection to nginx, until one of both closes it."""

    transport: asyncio.Transport

    def __init__(self) -> None:
        self.over = False
        self._received = b""
        self._answer: asyncio.Future[Answer] | None = None

    def ask(self, request: bytes) -> asyncio.Future[Answer]:
        self._answer = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return self._answer

    def close(self) -> None:
        self.over = True
        self.transport.close()

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, end_of_head, body = self._received.partition(END_OF_HEAD)
        head = head.lower()
        length = CONTENT_LENGTH.search(head) if end_of_head else None
        if length is None or len(body) < int(length[1]):
            return
        self._received = b""
        if LAST_ON_ITS_CONNECTION in head:
            self.close()
        self._note(Answer(int(head[9:12]), head, body))

    def connection_lost(self, _: Exception | None) -> None:
        self.over = True
        self._note(Answer(BROKEN_OFF))

    def _note(self, answer: Answer) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(answer)
