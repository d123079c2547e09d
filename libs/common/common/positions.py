"""How far a service has consumed, kept in its own database too, so that Kafka does not outrun one that was set back.

An offset is committed to Kafka after the effects, and written down here in between: Kafka is never further on, unless
the database was restored to an earlier moment (common.set_back makes up for that).
"""

import asyncio
import os
from collections.abc import Mapping

import structlog

from common.database import Database
from common.faults import TRANSIENT
from common.retries import backoff, until_it_works
from common.transaction import Tx, columns

PATIENCE_SECONDS = 2.0  # a rebalance may be waiting for a commit
LOOK_SECONDS = 5.0

Place = tuple[str, int]  # a topic and one of its partitions

_READ = "SELECT topic, partition, next_offset FROM consumed WHERE topic <> ''"
_NOTE = """
INSERT INTO consumed SELECT * FROM unnest(%s::text[], %s::int[], %s::bigint[])
ON CONFLICT (topic, partition) DO UPDATE SET next_offset = greatest(consumed.next_offset, excluded.next_offset)
"""

log = structlog.get_logger(__name__)


class Positions:
    """Writes down the positions of one process's partitions."""

    def __init__(self, database: Database, known: Mapping[Place, int]) -> None:
        """`known` are the positions at the start, which the database must not forget either."""
        self._database = database
        self._known: dict[Place, int] = dict(known)

    async def watch(self) -> None:
        """Look now and then, when nothing is consumed, whether the database still knows; runs for ever."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            await until_it_works(self._look)

    async def write(self, offsets: Mapping[Place, int]) -> bool:
        """Note the next offset of each partition; False when the database stayed away: then Kafka must not go on.

        Ends the process when the database has forgotten what was written here: started again, it makes up for that.
        """
        try:
            async for attempt in backoff(PATIENCE_SECONDS):
                with attempt:
                    async with self._database.transaction() as tx:
                        self._must_know(await read(tx))
                        note(tx, offsets)
        except TRANSIENT as error:
            log.warning("offsets are not committed while the database is away", error=str(error))
            return False
        self._known.update(offsets)
        return True

    async def _look(self) -> None:
        async with self._database.transaction() as tx:
            self._must_know(await read(tx))

    def _must_know(self, known: Mapping[Place, int]) -> None:
        if any(known.get(place, 0) < offset for place, offset in self._known.items()):
            log.critical("the database was set back while we ran; the process ends, to begin anew")
            os._exit(70)


async def read(tx: Tx) -> dict[Place, int]:
    """All positions there are."""
    return {(topic, partition): offset for topic, partition, offset in await tx.fetch(_READ)}


def note(tx: Tx, offsets: Mapping[Place, int]) -> None:
    """Write positions down; none goes back."""
    if offsets:
        tx.later(_NOTE, columns(sorted((*place, offset) for place, offset in offsets.items())))
