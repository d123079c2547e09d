"""Getting old rows out of the way, some at a time: the relay waits for each open transaction that writes."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from common.database import Database
from common.transaction import Tx

ROWS = 500
LOCK = 7_031_004  # one process of a service is enough; a second would wait for the rows of the first


async def in_batches(database: Database, batch: Callable[[Tx, int], Awaitable[int]]) -> int:
    """Call `batch`, each time in a transaction of its own, until it finds nothing; returns how many rows it found.

    Between two it rests for as long as the last took. Gives up, for now, when another process is at it.
    """
    done = 0
    while True:
        begun = time.monotonic()
        async with database.transaction() as tx:
            if await tx.fetch("SELECT pg_try_advisory_xact_lock(%s)", (LOCK,)) == [(False,)]:
                return done
            rows = await batch(tx, ROWS)
        done += rows
        if not rows:
            return done
        await asyncio.sleep(time.monotonic() - begun)
