"""The log followed live, by each stream at the pace of its own client."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

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

    def __init__(
        self, growth: Growth, most: int, *, most_of_a_user: int = 10, keep_alive: float = 15.0, patience: float = 30.0
    ) -> None:
        """`most` are open at once, `most_of_a_user` by one user.

        A quiet one says that it lives every `keep_alive` seconds; a client that takes nothing for `patience` seconds is
        let go.
        """
        self._growth, self._most, self._most_of_a_user = growth, most, most_of_a_user
        self._keep_alive, self._patience = keep_alive, patience
        self._open: set[EventStream] = set()
        self._reading = asyncio.Semaphore(READERS)

    async def follow(self, request: web.Request, user_id: UUID, read: Read, after: int) -> web.StreamResponse:
        """Tell a user what `read` finds after number `after`, until the client goes away or the process stops.

        Raises `Overloaded` while too many are open. Once the answer has begun, whatever fails cuts the connection, for
        no second answer may follow the first; the client comes again by itself.
        """
        stream = EventStream(request, self._patience, user_id)
        of_the_user = sum(other.user_id == user_id for other in self._open)
        if len(self._open) >= self._most or of_the_user >= self._most_of_a_user:
            raise Overloaded(f"{len(self._open)} streams are open already, {of_the_user} of this user's")
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
