"""One kept connection to a replica: a request goes out as bytes, and its answer comes back whole (HTTP/1.1).

A general client takes longer over a request than all else the edge does (docs/adr/0018). httptools reads the answers.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser


class BrokeOff(Exception):
    """No whole answer came; what was asked may have been carried out."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A service's answer, its body as it came; names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Connection(asyncio.Protocol):
    """Asks once at a time. What comes unasked ends it, lest it be taken for the next answer."""

    def __init__(self) -> None:
        self._parser = HttpResponseParser(self)
        self._waiter: asyncio.Future[Answer] | None = None
        self._headers: dict[str, str] = {}
        self._body: list[bytes] = []
        self._kept = True

    @property
    def is_usable(self) -> bool:
        """Whether another request may be sent, as far as is known here."""
        return self._kept and not self._transport.is_closing()

    async def ask(self, request: bytes, deadline: float) -> Answer:
        """Send a whole request; raises `BrokeOff`, or `TimeoutError` at `deadline` (the event loop's time).

        Without a whole answer, the connection is at its end: one that came late would be taken for the next.
        """
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[Answer] = loop.create_future()
        self._waiter, self._headers, self._body = waiter, {}, []
        late = loop.call_at(deadline, _give_up, waiter)
        self._transport.write(request)
        try:
            return await waiter
        finally:
            late.cancel()
            if self._waiter is not None:
                self.close()

    def close(self) -> None:
        """End it, whatever is under way."""
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade) as error:
            self._break_off(f"no answer by HTTP: {error}")
            self.close()

    def connection_lost(self, error: Exception | None) -> None:
        self._break_off(f"the connection was lost: {error or 'closed by the service'}")
        del self._parser  # which holds this object

    # What the parser finds:

    def on_message_begin(self) -> None:
        if self._waiter is None:
            raise BrokeOff("an answer to nothing")  # for the parser, which stops then

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers.setdefault(name.decode("latin-1").lower(), value.decode("utf-8", "surrogateescape"))

    def on_body(self, part: bytes) -> None:
        self._body.append(part)

    def on_message_complete(self) -> None:
        status = self._parser.get_status_code()
        if status < 200:  # the answer is yet to come
            self._headers = {}
            return
        self._kept = self._parser.should_keep_alive() and not self._transport.get_write_buffer_size()
        waiter, self._waiter = self._waiter, None
        if waiter is not None and not waiter.done():
            waiter.set_result(Answer(status, self._headers, b"".join(self._body)))

    def _break_off(self, why: str) -> None:
        waiter, self._waiter = self._waiter, None
        if waiter is not None and not waiter.done():
            waiter.set_exception(BrokeOff(why))


def _give_up(waiter: "asyncio.Future[Answer]") -> None:
    if not waiter.done():
        waiter.set_exception(TimeoutError())
