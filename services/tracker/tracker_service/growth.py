"""How far the event log has grown, found out once for all who follow it live."""

import asyncio
from collections.abc import Callable, Sequence

from common.bell import heard
from common.consume import Handle
from common.database import Database
from common.envelope import Received
from common.retries import until_it_works
from common.transaction import Tx

from tracker_service import events_view


class Growth:
    """Looks whenever a batch was committed here, and now and then, and wakes whoever waits for more."""

    def __init__(self, poll: float = 1.0) -> None:
        """What another replica logs is found within `poll` seconds."""
        self.closed, self._poll = False, poll
        self._newest = 0
        self._rung = asyncio.Event()
        self._looked = asyncio.Condition()

    def after(self, handle: Handle) -> Handle:
        """`handle`, with a look at the log as soon as its batch is committed."""

        async def handle_and_ring(tx: Tx, received: Sequence[Received]) -> None:
            await handle(tx, received)
            tx.after_commit.append(self._rung.set)

        return handle_and_ring

    async def watch(self, database: Database) -> None:
        """Look for ever; who waits is asked each time whether it still does."""
        while True:
            newest = await until_it_works(lambda: events_view.newest(database))
            async with self._looked:
                self._newest = newest
                self._looked.notify_all()
            await heard(self._rung, self._poll)

    async def beyond(self, seq: int, seconds: float, gone: Callable[[], bool]) -> int | None:
        """The number of the newest event, once it is over `seq`; None after `seconds`, when `gone`, and at the end."""
        try:
            async with asyncio.timeout(seconds), self._looked:
                await self._looked.wait_for(lambda: self.closed or gone() or self._newest > seq)
        except TimeoutError:
            return None
        return self._newest if self._newest > seq else None

    async def close(self) -> None:
        """Wake everybody for the last time."""
        self.closed = True
        async with self._looked:
            self._looked.notify_all()
