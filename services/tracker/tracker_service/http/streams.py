"""The log followed live, by each stream at the pace of its own client."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web
from common.errors import Overloaded

from tracker_service.growth import Growth
from tracker_service.http.sse import EventStream
from tracker_service.logged import EventView

READERS = 4  # streams that read at the same time, so that everybody else finds a connection to the database

# From the number of an event to the next ones that a stream is to tell, with their numbers.
Read = Callable[[int], Awaitable[list[tuple[int, EventView]]]]


class Streams:
    """All open streams of a process."""

    def __init__(self, growth: Growth, most: int, *, keep_alive: float = 15.0, patience: float = 30.0) -> None:
        """`most` are open at once. A quiet one says that it lives every `keep_alive` seconds; a client that takes
        nothing for `patience` seconds is let go.
        """
        self._growth, self._most, self._keep_alive, self._patience = growth, most, keep_alive, patience
        self._open: set[EventStream] = set()
        self._reading = asyncio.Semaphore(READERS)

    async def follow(self, request: web.Request, read: Read, after: int) -> web.StreamResponse:
        """Tell what `read` finds after number `after`, until the client goes away or the process stops.

        Raises `Overloaded` while too many are open. Once the answer has begun, whatever fails cuts the connection, for
        no second answer may follow the first; the client comes again by itself.
        """
        if len(self._open) >= self._most:
            raise Overloaded(f"{self._most} streams are open already")
        stream = EventStream(request, self._patience)
        self._open.add(stream)
        try:
            await stream.begin()
            await self._tell(stream, read, after)
        except ConnectionError:
            pass  # the client went away
        except BaseException:
            stream.cut()
            raise
        finally:
            self._open.discard(stream)
        return stream.response

    async def close(self) -> None:
        """End every stream, by force where the client is slow to take what it was sent."""
        await self._growth.close()
        for stream in self._open:
            if stream.lags:
                stream.cut()

    async def _tell(self, stream: EventStream, read: Read, after: int) -> None:
        while True:
            newest = await self._growth.beyond(after, self._keep_alive, lambda: stream.gone)
            if self._growth.closed or stream.gone:
                return
            if newest is None:
                await stream.keep_alive()
                continue
            async with self._reading:
                found = await read(after)
            if found:
                await stream.tell(event for _, event in found)
            after = found[-1][0] if found else newest
