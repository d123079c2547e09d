"""Back-pressure: no more orders are taken in than settle soon, lest the reactions to those that are in be starved.

Intake and reactions share a process, a database and cores. Left alone, intake wins, and every order waits. So those of
this process that are not settled are counted. While many settle, they are to be no more than will within `seconds` at
that pace (Little's law), but for `least`, which may always be under way. While few do, nothing is starved: payment
is slow, or away, and orders may wait for it until their deadline.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from common.database import Database
from common.errors import Overloaded
from common.retries import until_it_works
from prometheus_client import Counter, Gauge

LOOK_SECONDS = 0.1
MANY_A_SECOND = 100.0
LEISURE = 10  # times as long as a look took passes until the next: the more wait, the longer it takes to count them
MOST = 10_000  # of what waits for a payment service that is away
_MEMORY = 0.1  # what one look counts for in the pace: it looks back about a second

_UNSETTLED = "SELECT count(*) FROM orders WHERE status = 'PENDING' AND node = %s"

SHED = Counter("quadrille_orders_shed_total", "Orders refused because too many are not settled")
UNSETTLED = Gauge("quadrille_orders_unsettled", "Orders placed here that are neither settled nor paid")
UNSETTLED_MOST = Gauge("quadrille_orders_unsettled_most", "How many of them there may be before orders are refused")


class Admission:
    """Lets orders in, or not."""

    def __init__(self, database: Database, node: str, *, least: int, seconds: float) -> None:
        self._database, self._node = database, node
        self._least, self._seconds = least, seconds
        self._counted = 0  # unsettled orders, at the last look
        self._placed = 0  # orders stored since then
        self._asking = 0  # requests that were let in and are not answered yet
        self._pace = 0.0  # orders settled in a second

    @property
    def most(self) -> float:
        """How many may be unsettled at present."""
        return max(self._least, self._pace * self._seconds) if self._pace >= MANY_A_SECOND else MOST

    @contextmanager
    def let_in(self) -> Iterator[None]:
        """Around a request to place an order. Raises `Overloaded` when there are too many."""
        if self._counted + self._placed + self._asking >= self.most:
            SHED.inc()
            raise Overloaded("more orders are under way than settle soon")
        self._asking += 1
        try:
            yield
        finally:
            self._asking -= 1

    def placed(self) -> None:
        """An order was stored. What is refused, or answered a second time, is none."""
        self._placed += 1

    async def watch(self) -> None:
        """Count now and then, for ever."""
        time, last = asyncio.get_running_loop().time, None
        while True:
            looking_at, placed = time(), self._placed
            unsettled = await until_it_works(self.count)
            self.learn(unsettled, placed, looking_at - last if last else None)
            last = looking_at
            await asyncio.sleep(max(LOOK_SECONDS, LEISURE * (time() - looking_at)))

    async def count(self) -> int:
        """The orders of this process that are neither settled nor paid."""
        row = await self._database.fetch_one(_UNSETTLED, (self._node,))
        assert row is not None
        return int(row[0])

    def learn(self, unsettled: int, placed: int, seconds: float | None) -> None:
        """So many are `unsettled`; `placed` were stored since the look before this, `seconds` ago if there was one.

        Those that are stored while they are counted may be in one figure and not yet in the other; the next look makes
        up for it, so what settled may be less than nothing.
        """
        if seconds:
            settled = self._counted + placed - unsettled
            self._pace += _MEMORY * (settled / seconds - self._pace)
        self._counted = unsettled
        self._placed -= placed
        UNSETTLED.set(unsettled)
        UNSETTLED_MOST.set(self.most)
