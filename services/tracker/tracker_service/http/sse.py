"""One answer as Server-Sent Events: what is written, and whether somebody still reads it."""

import asyncio
from collections.abc import Iterable
from uuid import UUID

from aiohttp import web
from common.context import CORRELATION_HEADER
from common.http import CORRELATION_ID
from common.jsons import dumps

from tracker_service.logged import EventView


class EventStream:
    """An endless answer. Writing raises `ConnectionError` when the client is gone, or takes nothing for too long."""

    def __init__(self, request: web.Request, patience: float, user_id: UUID) -> None:
        """A client, of the user `user_id`, may take nothing for `patience` seconds."""
        self._request, self._patience, self.user_id = request, patience, user_id
        headers = {
            "Content-Type": "text/event-stream",
            "Cache-Control": "no-store",
            "X-Accel-Buffering": "no",  # nginx would wait for more
            CORRELATION_HEADER: str(request[CORRELATION_ID]),  # headers are gone before `correlate` could add it
        }
        self.response = web.StreamResponse(headers=headers)

    @property
    def gone(self) -> bool:
        """Whether the connection is lost."""
        transport = self._request.transport
        return transport is None or transport.is_closing()

    @property
    def lags(self) -> bool:
        """Whether the client has still to take what was written."""
        transport = self._request.transport
        return transport is not None and transport.get_write_buffer_size() > 0

    def cut(self) -> None:
        """End the connection at once, whatever was not taken."""
        if self._request.transport:
            self._request.transport.abort()

    async def begin(self) -> None:
        """Send the headers, and how many ms a client should wait before it comes again."""
        await self.response.prepare(self._request)
        await self._write(b"retry: 1000\n\n")

    async def tell(self, events: Iterable[EventView]) -> None:
        """One message for each event."""
        await self._write(b"".join(map(_message, events)))

    async def keep_alive(self) -> None:
        """A comment, so that nobody on the way takes the silence for the end."""
        await self._write(b": keep-alive\n\n")

    async def _write(self, data: bytes) -> None:
        try:
            async with asyncio.timeout(self._patience):
                await self.response.write(data)
        except TimeoutError:
            self.cut()
            raise ConnectionResetError("the client takes nothing") from None


def _message(event: EventView) -> bytes:
    return b"id: %b\nevent: %b\ndata: %b\n\n" % (str(event["id"]).encode(), event["type"].encode(), dumps(event))
