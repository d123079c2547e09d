"""Taking events back into the event store that had been said by it, published, and forgotten by its database."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import structlog

from common.commands import Decider
from common.database import Database
from common.envelope import Received
from common.faults import Kind, kind_of
from common.retries import until_it_works
from common.transaction import Tx

_KNOWN = """
SELECT stream, version, id FROM all_events
JOIN unnest(%s::uuid[], %s::int[]) AS asked (stream, version) USING (stream, version)
"""

Place = tuple[UUID, int]  # stream and version

log = structlog.get_logger(__name__)


async def adopt(database: Database, decider: Decider[Any, Any], events: Sequence[Received], astray: set[UUID]) -> int:
    """Take in what the event store lacks of `events`; returns how many. Each is tried until no fault is transient.

    A stream goes `astray`, is named in the log and left alone from then on, when the store has another event in the
    place of one, or when one does not fit: what was said after it does not either.
    """
    try:
        return await until_it_works(lambda: _in_one_transaction(database, decider, events, astray))
    except Exception as error:  # sorted here: transient never gets here
        streams = sorted({event.stream for event in events} - astray)
        if kind_of(error) is Kind.TRANSIENT or not streams:
            raise
        if len(streams) == 1:
            _let_be(streams[0], astray, repr(error))
            return 0
        half = set(streams[: len(streams) // 2])
        parts = ([e for e in events if e.stream in half], [e for e in events if e.stream not in half])
        return sum([await adopt(database, decider, part, astray) for part in parts])


async def held(tx: Tx, places: Collection[Place]) -> dict[Place, UUID]:
    """The ids of the events that the event store has at these places."""
    asked = ([str(stream) for stream, _ in places], [version for _, version in places])
    return {(row[0], row[1]): row[2] for row in await tx.fetch(_KNOWN, asked)}


async def _in_one_transaction(
    database: Database, decider: Decider[Any, Any], events: Sequence[Received], astray: set[UUID]
) -> int:
    async with database.transaction() as tx:
        lacking = await _lacking(tx, events, astray)
        adopted = await decider.adopt(tx, lacking) if lacking else 0
    if adopted < len(lacking):
        for stream in await _unfit(database, lacking):
            _let_be(stream, astray, "what was said before is nowhere")
    return adopted


async def _lacking(tx: Tx, events: Sequence[Received], astray: set[UUID]) -> list[Received]:
    """Those whose place in their stream is free, each once, in order."""
    wanted = {(event.stream, event.version): event for event in reversed(events) if event.stream not in astray}
    known = await held(tx, wanted)
    for place in known.keys() & wanted.keys():
        if known[place] != wanted[place].id and place[0] not in astray:
            _let_be(place[0], astray, f"another event has version {place[1]} by now")
    return [wanted[place] for place in sorted(wanted.keys() - known.keys()) if place[0] not in astray]


async def _unfit(database: Database, lacking: Sequence[Received]) -> set[UUID]:
    """The streams of those that are still not there."""
    async with database.transaction() as tx:
        return {event.stream for event in await _lacking(tx, lacking, set())}


def _let_be(stream: UUID, astray: set[UUID], why: str) -> None:
    log.error("a stream's events cannot be taken back", stream=str(stream), why=why)
    astray.add(stream)
