"""Seeded bugs of the kernel: what makes delivery, handling and publishing safe is taken away, one by one."""

from collections.abc import Sequence
from typing import Any

from common import consume
from common.commands import Decider
from common.envelope import Received
from common.ids import new_id
from common.relay import _READ, Relay

from tests.simulation.kafka import Consumer, Place
from tests.simulation.mutants import Mutant


def _acks_first(handle: Any) -> Any:
    async def wrong(self: Consumer, place: Place, most: int) -> None:
        batch = self.waiting(place, most)
        self.at[place] += len(batch)
        self.ack()
        if batch:
            await self._loop.handle_batch(batch)

    return wrong


def _takes_in_all(take_in: Any) -> Any:
    async def wrong(tx: Any, received: Sequence[Received]) -> Sequence[Received]:
        await take_in(tx, received)
        return received

    return wrong


def _forgets_causes(carry_out: Any) -> Any:
    def wrong(self: Any, request: Any, change: Any, keys: Any) -> Any:
        change.causes.clear()
        return carry_out(self, request, change, keys)

    return wrong


def _saves_first(step: Any) -> Any:
    async def wrong(self: Any, cursor: Any, lease: Any) -> float:
        await cursor.execute(_READ, lease.at)
        if rows := await cursor.fetchall():
            lease.at = (rows[-1][-3], rows[-1][-2])
            await lease.save()
            await self._publisher.publish([self._record(row) for row in rows])
        return 0.0

    return wrong


def _new_ids(record: Any) -> Any:
    return lambda self, row: record(self, (new_id(), *row[1:]))


MUTANTS = [
    Mutant("a consumer acks before COMMIT", Consumer, "handle", _acks_first, 29),
    Mutant("there is no inbox", consume, "take_in", _takes_in_all, 0),
    Mutant("a command that was carried out is carried out again", Decider, "_carry_out", _forgets_causes, 13),
    Mutant("the relay writes its cursor down before it publishes", Relay, "_step", _saves_first, 11),
    Mutant("an event that is published again has another id", Relay, "_record", _new_ids, 0),
]
