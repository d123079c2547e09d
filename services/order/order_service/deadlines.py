"""The payment deadline, order's own timer: nobody need be alive but this service for an order to settle."""

import asyncio
import time
from uuid import UUID, uuid5

import structlog
from common.clock import now
from common.commands import Decider
from common.database import Database
from common.failpoints import failpoint
from common.faults import POISON
from common.requests import Request
from common.retries import until_it_works
from common.transaction import Params, Row

from order_service.commands import Command, ExpireOrder
from order_service.state import State

TICK_SECONDS = 0.5
BATCH = 200
ASIDE_SECONDS = 300.0  # before an order that could not be cancelled is tried again

# SKIP LOCKED: replicas share the work instead of waiting for each other.
_DUE = """
SELECT id, attempt, correlation_id FROM orders
WHERE status = 'PENDING' AND deadline <= %s AND id <> ALL(%s::uuid[])
ORDER BY deadline LIMIT %s FOR UPDATE SKIP LOCKED
"""
_DUE_ALONE = """
SELECT id, attempt, correlation_id FROM orders
WHERE status = 'PENDING' AND deadline <= %s AND id = %s::uuid FOR UPDATE SKIP LOCKED
"""

log = structlog.get_logger(__name__)


class Deadlines:
    """Cancels what was not paid in time."""

    def __init__(self, database: Database, decider: Decider[Command, State]) -> None:
        self._database, self._decider = database, decider
        self._aside: dict[UUID, float] = {}  # orders that could not be cancelled, and until when they are let be

    async def run(self) -> None:
        """Look every `TICK_SECONDS`, for ever."""
        while True:
            if await until_it_works(self.expire_due) < BATCH:
                await asyncio.sleep(TICK_SECONDS)

    async def expire_due(self) -> int:
        """Cancel one batch; returns how many orders were cancelled. One that cannot be keeps no other waiting."""
        self._aside = {order: until for order, until in self._aside.items() if until > time.monotonic()}
        due: list[Row] = []
        try:
            return await self._expire(_DUE, (now(), list(map(str, self._aside)), BATCH), due)
        except POISON:
            return sum([await self._expire_alone(order_id) for order_id, *_ in due])

    async def _expire_alone(self, order_id: UUID) -> int:
        try:
            return await self._expire(_DUE_ALONE, (now(), str(order_id)), [])
        except POISON as error:
            self._aside[order_id] = time.monotonic() + ASIDE_SECONDS
            log.error("an order cannot be cancelled at its deadline", order=str(order_id), why=repr(error))
            return 0

    async def _expire(self, query: str, params: Params, due: list[Row]) -> int:
        """Cancel what `query` finds, all or nothing; `due` is then filled with it."""
        async with self._database.transaction() as tx:
            due += await tx.fetch(query, params)
            if due:
                await failpoint("timer.due")
                await self._decider.react(tx, [_request(row) for row in due])
        if due:
            await failpoint("timer.committed")
        return len(due)


def _request(row: Row) -> Request[Command]:
    order_id, attempt, correlation_id = row
    return Request(
        id=deadline_id(order_id, attempt),
        stream=order_id,
        command=ExpireOrder(attempt),
        correlation_id=correlation_id,
        time=now(),
    )


def deadline_id(order_id: UUID, attempt: int) -> UUID:
    """The cause of an expiry: the same in every replica, so that no attempt expires twice."""
    return uuid5(order_id, f"deadline of attempt {attempt}")
