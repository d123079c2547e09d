"""Seeded bugs of the kernel: what makes delivery, handling and publishing safe is taken away, one by one."""

from collections.abc import Sequence
from typing import Any

from common import consume
from common.commands import _NO_KEYS, Decider
from common.envelope import Received
from common.ids import new_id
from common.relay import Relay
from common.relay_ahead import Ahead
from common.states import States

from tests.simulation.kafka import Consumer, Place
from tests.simulation.mutants import Mutant


def _acks_first(handle: Any) -> Any:
    async def wrong(self: Consumer, place: Place, most: int) -> None:
        batch = self.waiting(place, most)
        self.at[place] += len(batch)
        self.ack()
        if batch:
            await self._handle_batch(batch)

    return wrong


def _takes_in_all(take_in: Any) -> Any:
    async def wrong(tx: Any, received: Sequence[Received]) -> Sequence[Received]:
        await take_in(tx, received)
        return received

    return wrong


def _forgets_causes(carry_out: Any) -> Any:
    def wrong(self: Any, request: Any, change: Any, keys: Any) -> Any:
        causes, change.causes = change.causes, set()
        outcome = carry_out(self, request, change, keys)
        change.causes |= causes
        return outcome

    return wrong


def _saves_first(look: Any) -> Any:
    async def wrong(self: Any, cursor: Any, lease: Any) -> float:
        rows = [row for row in await self._rows(cursor, lease) if row[-1]]
        if rows:
            was, lease.at = lease.at, (rows[-1][-3], rows[-1][-2])
            await lease.save()
            lease.at = was
        return float(await look(self, cursor, lease))

    return wrong


def _new_ids(record: Any) -> Any:
    return lambda self, row: record(self, (new_id(), *row[1:]))


def _all_follow(which_follow: Any) -> Any:
    return lambda self, said: (list(said), False)


def _forgets_what_went_out(contains: Any) -> Any:
    return lambda self, event_id: False


def _passes_all(look: Any) -> Any:
    async def wrong(self: Any, cursor: Any, lease: Any) -> float:
        """The cursor goes to what went out ahead, past what did not."""
        for row in reversed(await self._rows(cursor, lease)):
            if row[0] in self._ahead:
                lease.at = (row[-3], row[-2])
                break
        return float(await look(self, cursor, lease))

    return wrong


def _trusts_what_is_at_hand(react: Any) -> Any:
    async def wrong(self: Any, tx: Any, requests: Sequence[Any]) -> None:
        supposed = self._supposed(tx, requests)
        tried = [request for request in requests if request.stream in supposed]
        refused = {each.stream for each in tried if self._carry_out(each, supposed[each.stream], _NO_KEYS).refusal}
        trusted = {stream: change for stream, change in supposed.items() if stream not in refused}
        await self._append(tx, trusted)
        await react(self, tx, [request for request in requests if request.stream not in trusted])

    return wrong


def _keeps_what_it_decides_on(at_hand: Any) -> Any:
    return lambda self, stream: self._kept.get(stream, (0.0, None))[1]


MUTANTS = [
    Mutant("a consumer acks before COMMIT", Consumer, "handle", _acks_first, 4),
    Mutant("there is no inbox", consume, "take_in", _takes_in_all, 0),
    Mutant("a command that was carried out is carried out again", Decider, "_carry_out", _forgets_causes, 76),
    Mutant("the relay writes its cursor down before it publishes", Relay, "_look", _saves_first, 0),
    Mutant("an event that is published again has another id", Relay, "_record", _new_ids, 0),
    Mutant("an event goes out ahead though the one before it did not", Ahead, "which_follow", _all_follow, 0),
    Mutant("what went out ahead goes out again", Ahead, "__contains__", _forgets_what_went_out, 0),
    Mutant("the cursor passes what did not go out for what went out ahead", Relay, "_look", _passes_all, 4),
    Mutant("a state at hand is trusted though nothing is appended", Decider, "react", _trusts_what_is_at_hand, 142),
    Mutant("a state at hand is changed before COMMIT", States, "at_hand", _keeps_what_it_decides_on, 0),
]
